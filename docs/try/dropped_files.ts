/// <reference lib="dom" />

/** Returns the files that a reader drops, those in folders included. */
export async function droppedFiles(
  { items, files }: DataTransfer,
): Promise<readonly File[]> {
  // Entries are there until the handler of the event gives way.
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!entries.some(({ isDirectory }) => isDirectory)) return [...files];
  return (await Promise.all(entries.map(filesIn))).flat();
}

async function filesIn(entry: FileSystemEntry): Promise<readonly File[]> {
  if (entry.isFile) {
    return [
      await new Promise<File>((resolve, reject) =>
        (entry as FileSystemFileEntry).file(resolve, reject)
      ),
    ];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FileSystemEntry[] = [];
  // A reader gives a part at a time, and none at the end.
  for (let more = true; more;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject)
    );
    found.push(...part);
    more = part.length > 0;
  }
  return (await Promise.all(found.map(filesIn))).flat();
}

/** Whether a file is a picture, by its type or, where that is unknown, its name. */
export function isPicture({ type, name }: File): boolean {
  return type.startsWith("image/") ||
    /\.(png|jpe?g|webp|gif|avif|bmp|tiff?)$/i.test(name);
}
