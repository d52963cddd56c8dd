/// <reference lib="dom" />
/** The page that explains a reader's picture on her own machine. */
import {
  type Images,
  loadImage,
  loadModel,
  type MethodName,
  METHODS,
  type Model,
  predict,
  type PreprocessingName,
  startBackend,
} from "fullgrad";
import { droppedFiles, isPicture } from "./dropped_files.ts";
import {
  element,
  say,
  showExplanation,
  showFailure,
  showNetwork,
  showPicture,
  showState,
} from "./view.ts";

/** The network that comes with the page. */
const EMBEDDED = "shapes_vgg9";

/** Side of the input of a network that takes any. */
const OPEN_SIDE = 224;

/** What the reader wants explained. */
interface Wish {
  /** A name, or dropped files. */
  readonly network: string | readonly File[];
  readonly picture?: File | undefined;
  readonly preprocessing?: PreprocessingName | undefined;
  readonly method: MethodName;
  /** The class, by default the most probable. */
  readonly target?: number | undefined;
}

let wish: Wish = { network: EMBEDDED, method: "fullGrad" };

/** The network that is in memory, what it was loaded from, and what was chosen for it. */
let loaded: {
  readonly model: Model;
  readonly from: Wish["network"];
  readonly preprocessing: Wish["preprocessing"];
  readonly target: Wish["target"];
};

/** The last picture that could be read. */
let lastPicture: File | undefined;

/** One thing runs at a time; a new wish stops what runs. */
let running = Promise.resolve();
let control = new AbortController();

/** Explains what the reader now wants, once what runs has stopped. */
function want(change: Partial<Wish>): void {
  wish = { ...wish, ...change };
  control.abort();
  control = new AbortController();
  const { signal } = control;
  running = running.then(() => explain(wish, signal));
}

async function explain(wish: Wish, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  showState("busy");
  try {
    const model = await network(wish, signal);
    if (wish.picture === undefined) return showState("empty");
    await painted(`Explaining ${wish.picture.name}`);
    const image = await readPicture(wish.picture, model, wish, signal);
    loaded = { ...loaded, target: wish.target };
    const predictions = await predict(model, image, { signal });
    const map = await METHODS[wish.method].run(model, image, {
      ...(wish.target !== undefined && { target: wish.target }),
      signal,
      onProgress: (done, total) => say(`${wish.method}: ${done} of ${total}`),
    });
    signal.throwIfAborted();
    await showExplanation(predictions, map, (target) => want({ target }));
    showState("done");
    // On a small screen the result is below the choices.
    element("result").scrollIntoView({ block: "nearest", behavior: "smooth" });
  } catch (error) {
    if (!signal.aborted) showFailure(error);
  }
}

/** The wanted network, read if it is not the one in memory. */
async function network(
  { network: from, preprocessing }: Wish,
  signal: AbortSignal,
): Promise<Model> {
  if (loaded?.from !== from) {
    await painted(
      typeof from === "string" && from !== EMBEDDED
        ? `Reading ${from.slice(3)}`
        : "Loading the network",
    );
    const model = await loadModel(from, { signal }).catch((error) => {
      if (signal.aborted || loaded === undefined) throw error;
      keepNetwork();
      throw staying(loaded.model.name, error);
    });
    loaded?.model.dispose();
    loaded = { model, from, preprocessing, target: undefined };
    showNetwork(model, from === EMBEDDED);
  }
  loaded = { ...loaded, preprocessing };
  return loaded.model;
}

/** The network in memory stays, with what was chosen for it. */
function keepNetwork(): void {
  const { from, preprocessing, target } = loaded;
  element<HTMLSelectElement>("preprocessing").value = preprocessing ?? "";
  wish = {
    ...wish,
    network: from,
    preprocessing,
    // A class was chosen of the picture that is there.
    target: wish.picture === lastPicture ? target : undefined,
  };
}

/** The error of what is refused, and what stays in its place. */
function staying(name: string, error: Error): Error {
  return new Error(`${error.message.replace(/\.$/, "")}. ${name} stays.`, {
    cause: error,
  });
}

async function readPicture(
  file: File,
  model: Model,
  { preprocessing }: Wish,
  signal: AbortSignal,
): Promise<Images> {
  if (preprocessing === undefined && model.preprocessing === undefined) {
    throw new TypeError(
      `Cannot explain ${file.name} as the preprocessing must be known: the network's files do not say it. Choose the one that it was trained with`,
    );
  }
  const [height, width] = model.inputShape;
  const image = await loadImage(file, model, {
    preprocessing,
    size: [height ?? OPEN_SIDE, width ?? OPEN_SIDE],
    signal,
  }).catch((error) => {
    if (signal.aborted) throw error;
    wish = { ...wish, picture: lastPicture, target: loaded.target };
    throw lastPicture === undefined ? error : staying(lastPicture.name, error);
  });
  lastPicture = file;
  showPicture(file);
  return image;
}

/** Says what comes, and waits until the reader can see it. */
async function painted(text: string): Promise<void> {
  say(text);
  await new Promise((resolve) => setTimeout(resolve, 30));
}

/** Takes a picture, the files of a network, or both. */
function take(files: readonly File[]): void {
  const picture = files.find(isPicture);
  const network = files.filter((file) => !isPicture(file));
  if (network.length > 0) return wantNetwork(network, picture);
  if (picture) want({ picture, target: undefined });
}

/** Another network may be made for other pixels, and has other classes. */
function wantNetwork(network: Wish["network"], picture = wish.picture): void {
  element<HTMLSelectElement>("preprocessing").value = "";
  want({ network, picture, preprocessing: undefined, target: undefined });
}

function onChange(id: string, act: (value: string) => void): void {
  const select = element<HTMLSelectElement>(id);
  select.addEventListener("change", () => act(select.value));
}

function onFiles(id: string): void {
  const input = element<HTMLInputElement>(id);
  input.addEventListener("change", () => {
    take([...input.files ?? []]);
    // The same file can be chosen again.
    input.value = "";
  });
}

function listMethods(): void {
  const families = Object.groupBy(
    Object.entries(METHODS),
    ([, { family }]) => family,
  );
  element("method").append(
    ...Object.entries(families).map(([family, methods]) => {
      const group = document.createElement("optgroup");
      group.label = family;
      group.append(...methods.map(([name]) => new Option(name)));
      return group;
    }),
  );
}

listMethods();
onFiles("picture");
onFiles("files");
onChange("method", (method) => want({ method: method as MethodName }));
onChange("preprocessing", (name) =>
  want({
    preprocessing: name === "" ? undefined : name as PreprocessingName,
    target: undefined,
  }));
element("named").addEventListener("submit", (event) => {
  event.preventDefault();
  const { value } = element<HTMLInputElement>("name");
  wantNetwork(value.startsWith("hf:") ? value : `hf:${value}`);
});
element("embedded").addEventListener("click", () => wantNetwork(EMBEDDED));
element("example").addEventListener("click", async () => {
  const { src } = element<HTMLImageElement>("boat");
  take([new File([await (await fetch(src)).blob()], "boat.png")]);
});
element("stop").addEventListener("click", () => {
  control.abort();
  running = running.then(() => showState("stopped"));
});
addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("over");
});
addEventListener("dragleave", () => document.body.classList.remove("over"));
addEventListener("drop", async (event) => {
  event.preventDefault();
  document.body.classList.remove("over");
  if (event.dataTransfer) take(await droppedFiles(event.dataTransfer));
});
startBackend().then(
  ({ reason }) => element("engine").textContent = reason,
  showFailure,
);
want({});
