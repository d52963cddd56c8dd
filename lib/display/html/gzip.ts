/**
 * Returns a content as gzip packs it, as text that is safe in a script and in
 * JSON: four bytes a number of five digits of base 85, a sixteenth shorter than
 * base64. The digit `d` is the character 35 + d, but for `<` and `\`; before all
 * stands how many bytes of the last four are no content.
 */
export async function gzipText(content: Blob): Promise<string> {
  const packed = content.stream().pipeThrough(new CompressionStream("gzip"));
  return toBase85(await new Response(packed).bytes());
}

const LETTERS = Array.from(
  { length: 85 },
  (_, digit) =>
    String.fromCharCode(35 + digit)
      .replace("<", "x").replace("\\", "y"),
);

function toBase85(bytes: Uint8Array): string {
  const filled = new Uint8Array(4 * Math.ceil(bytes.length / 4));
  filled.set(bytes);
  const view = new DataView(filled.buffer);
  const groups: string[] = [];
  for (let at = 0; at < filled.length; at += 4) {
    let rest = view.getUint32(at);
    let group = "";
    for (let i = 0; i < 5; i++) {
      group = LETTERS[rest % 85] + group;
      rest = Math.floor(rest / 85);
    }
    groups.push(group);
  }
  return `${filled.length - bytes.length}${groups.join("")}`;
}
