import type { Message } from "./message.ts";
import type { Output } from "./notebook.ts";

/** Collects a cell's outputs from the messages that its run causes. */
export class OutputList {
  readonly #outputs: Output[] = [];
  /** Which output shows a display that can be updated. */
  readonly #displays = new Map<string, number>();

  /** The outputs so far. */
  get outputs(): readonly Output[] {
    return this.#outputs;
  }

  /** Takes a message in; those of other types change nothing. */
  add({ header, content }: Message): void {
    switch (header.msg_type) {
      case "stream":
        this.#stream(content.name, content.text);
        break;
      case "display_data":
      case "execute_result":
        this.#display(header.msg_type, content);
        break;
      case "update_display_data":
        this.#update(content);
        break;
      case "error":
        this.#outputs.push({
          output_type: "error",
          ename: content.ename,
          evalue: content.evalue,
          traceback: content.traceback,
        });
        break;
      case "clear_output":
        this.#outputs.length = 0;
        this.#displays.clear();
        break;
    }
  }

  #stream(name: "stdout" | "stderr", text: string): void {
    const last = this.#outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name) {
      this.#outputs[this.#outputs.length - 1] = {
        ...last,
        text: last.text + text,
      };
    } else {
      this.#outputs.push({ output_type: "stream", name, text });
    }
  }

  #display(
    output_type: "display_data" | "execute_result",
    content: Message["content"],
  ): void {
    const id = content.transient?.display_id;
    if (id !== undefined) this.#displays.set(id, this.#outputs.length);
    this.#outputs.push({
      output_type,
      data: content.data,
      metadata: content.metadata ?? {},
      ...(output_type === "execute_result" && {
        execution_count: content.execution_count,
      }),
    });
  }

  #update(content: Message["content"]): void {
    const index = this.#displays.get(content.transient?.display_id);
    const shown = index === undefined ? undefined : this.#outputs[index];
    if (index === undefined || shown === undefined || !("data" in shown)) {
      return;
    }
    this.#outputs[index] = { ...shown, data: content.data };
  }
}
