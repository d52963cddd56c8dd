/** The beginning of a file's name, in whole characters of `most` bytes at most. */
export function nameStart(name: string, most: number): string {
  const characters = [...name];
  return name.slice(0, lengthWithin(characters, most));
}

/** The end of a file's name, in whole characters of `most` bytes at most. */
export function nameEnd(name: string, most: number): string {
  const characters = [...name].reverse();
  return name.slice(name.length - lengthWithin(characters, most));
}

/** How many bytes a file's name has where systems count them. */
export function nameBytes(name: string): number {
  return new TextEncoder().encode(name).length;
}

/** The length of the first characters that fit. */
function lengthWithin(characters: readonly string[], most: number): number {
  let [length, bytes] = [0, 0];
  for (const character of characters) {
    bytes += nameBytes(character);
    if (bytes > most) break;
    length += character.length;
  }
  return length;
}
