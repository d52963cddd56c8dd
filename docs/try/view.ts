/// <reference lib="dom" />
import type { Model, Predictions, SaliencyMap } from "fullgrad";
import { formatProbability } from "fullgrad/display";
import Plotly from "plotly-cartesian";

/** What the page is doing. */
export type State = "empty" | "busy" | "done" | "failed" | "stopped";

/** What is said in a state, where nothing else is to be said. */
const WORDS: Readonly<Record<State, string>> = {
  empty: "Drop a picture, or try the boat.",
  busy: "Working",
  done: "",
  failed: "",
  stopped: "Stopped.",
};

/** Pixels of a figure: at least, at most, and below which two panels fit. */
const [NARROWEST, MEDIUM, WIDEST] = [320, 480, 920];

/** The map that is shown, and the width of its figure. */
let shown: { readonly map: SaliencyMap; readonly width: number } | undefined;

/** Returns an element of the page. */
export function element<Kind extends HTMLElement = HTMLElement>(
  id: string,
): Kind {
  return document.getElementById(id) as Kind;
}

/** Says what happens, to the eye and to screen readers. */
export function say(text: string): void {
  element("status").textContent = text;
  element("status").hidden = text === "";
}

/** Shows what the page is doing. */
export function showState(state: State): void {
  element("result").dataset.state = state;
  element("stop").hidden = state !== "busy";
  element("error").hidden = state !== "failed";
  element("explanation").hidden = shown === undefined;
  say(WORDS[state]);
}

/** Shows why something could not be done. */
export function showFailure(error: unknown): void {
  const words = error instanceof Error ? error.message : String(error);
  // The scheme of dropped files means nothing to a reader.
  element("error").textContent = words.replaceAll("given:///", "");
  showState("failed");
}

/** Shows what is known of the network; what another one said goes. */
export function showNetwork(model: Model, isEmbedded: boolean): void {
  const [height, width, channels] = model.inputShape;
  const about = document.createElement("small");
  about.textContent = [
    `input ${height ?? "any"} × ${width ?? "any"} × ${channels}`,
    ...model.classNames ? [`classes: ${someOf(model.classNames)}`] : [],
    ...model.notes,
  ].join("; ");
  element("network").replaceChildren(model.name, about);
  element("embedded").hidden = isEmbedded;
  shown = undefined;
  element("explanation").hidden = true;
}

function someOf(names: readonly string[]): string {
  return names.length <= 10
    ? names.join(", ")
    : `${names.slice(0, 5).join(", ")} and ${names.length - 5} others`;
}

/** Shows the picture that was read. */
export function showPicture(file: File): void {
  const preview = element<HTMLImageElement>("preview");
  URL.revokeObjectURL(preview.src);
  preview.src = URL.createObjectURL(file);
  preview.hidden = false;
  element("picture-name").textContent = file.name;
}

/**
 * Shows what the network says of a picture, and the map of one class.
 *
 * @param onChoice Called with the class that the reader chooses.
 */
export async function showExplanation(
  predictions: Predictions,
  map: SaliencyMap,
  onChoice: (target: number) => void,
): Promise<void> {
  const classes = predictions.top();
  element("answer").textContent = classes.length > 0
    ? "What the network sees"
    : `The network’s output: ${predictions}`;
  element("hint").hidden = classes.length < 2;
  element("classes").replaceChildren(
    ...classes.map(({ class: target, name, probability }) => {
      const button = document.createElement("button");
      const share = `${100 * probability}%`;
      button.type = "button";
      button.style.background =
        `linear-gradient(to right, var(--bar) ${share}, transparent ${share})`;
      button.setAttribute(
        "aria-pressed",
        String(map.target.classes[0] === target),
      );
      button.append(span(name), span(percent(probability)));
      button.addEventListener("click", () => onChoice(target));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
  element("notes").replaceChildren(
    ...[...new Set([...map.notes, ...predictions.notes])].map((note) => {
      const item = document.createElement("li");
      item.textContent = note;
      return item;
    }),
  );
  element("citations").textContent = map.citations();
  // The column has its width once it is there.
  element("explanation").hidden = false;
  await draw(map);
}

function span(text: string): HTMLElement {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}

function percent(probability: number): string {
  return probability < 0.001 ? "< 0.1 %" : formatProbability(probability);
}

async function draw(map: SaliencyMap): Promise<void> {
  const width = columnWidth();
  shown = { map, width };
  const figure = map.figure({
    width,
    ...(width < MEDIUM && { size: Math.floor((width - 60) / 2) }),
  });
  const { data, layout, config } = await figure.plotly();
  await Plotly.newPlot(element("figure"), data, layout, config);
  element("figure").setAttribute("aria-label", String(figure));
}

function columnWidth(): number {
  const { clientWidth } = element("explanation");
  return Math.min(WIDEST, Math.max(NARROWEST, clientWidth));
}

/** Saves a file on the reader's machine. */
function save(content: BlobPart, type: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The name of a file of what is shown, without an ending. */
function fileName({ images, method }: SaliencyMap): string {
  const picture = images.names[0]!.replace(/\.\w+$/, "");
  return `${picture} ${method}`.replaceAll(/[^\p{L}\p{N}]+/gu, "_");
}

element("png").addEventListener("click", async () => {
  const { map } = shown!;
  const png = await map.figure().toPng();
  save(png as Uint8Array<ArrayBuffer>, "image/png", `${fileName(map)}.png`);
});
element("page").addEventListener("click", async () => {
  const { map } = shown!;
  save(await map.figure().toHtml(), "text/html", `${fileName(map)}.html`);
});

let waiting: ReturnType<typeof setTimeout> | undefined;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (shown !== undefined && shown.width !== columnWidth()) draw(shown.map);
  }, 200);
});
