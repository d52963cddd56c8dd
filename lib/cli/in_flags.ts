/** What the library calls an option, and the command line another way. */
const FLAGS: readonly (readonly [library: string, flag: string])[] = [
  [
    "give the network as the option architecture, a tf.LayersModel,",
    "give a file that says the layers as --architecture, TF.js's model.json or Keras's,",
  ],
  ["set the option heads", "give --heads"],
  ["name one by the option file", "name one by --file"],
  [
    "pass { inputShape: [height, width, channels] }",
    "give --input-shape height,width,channels",
  ],
  ["give it as operators:", "a program can give it to loadModel as operators:"],
  [": classNames can.", ": --classes can."],
  [
    "; classNames, where it is loaded, gives it some",
    "; --classes gives it some",
  ],
  [": the option fit does.", ": --fit does."],
  [" (byteLimit)", ""],
];

/** What the library says, in the words of the command line. */
export function inFlags(text: string): string {
  return FLAGS.reduce(
    (said, [library, flag]) => said.replace(library, flag),
    text,
  );
}
