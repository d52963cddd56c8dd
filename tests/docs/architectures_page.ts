import { fullGradients } from "../../lib/decomposition/mod.ts";
import { gradCam, lrp } from "../../lib/methods/mod.ts";
import { type Model, UnsupportedLayerError } from "../../lib/model/mod.ts";
import { LIBRA } from "../../lib/propagation/mod.ts";
import { normals } from "../propagation/cases/mod.ts";
import { ARCHITECTURES, smallNetwork } from "./small_networks.ts";

/** What holds for an architecture, as a small random network of it shows. */
export interface Support {
  readonly name: string;
  /** Residual of all terms by the gradient, as a share of Σ|terms|. */
  readonly exact: number;
  /** The same by LIBRA, and that of the input and the explicit biases alone. */
  readonly libra: number;
  readonly libraExplicit: number;
  /** What GradCAM takes by default: maps, or tokens on a grid. */
  readonly cam: string;
  /** Why LRP refuses it, if it does. */
  readonly lrpRefusal: string | undefined;
}

/** A residual below which terms are complete in single precision. */
export const COMPLETE = 1e-4;

/** Share of Σ|terms| that explicit biases may leave open under LIBRA. */
export const EXPLICIT = 1e-3;

/** What holds for every architecture. */
export async function measureSupport(): Promise<readonly Support[]> {
  const rows: Support[] = [];
  for (const name of ARCHITECTURES) {
    const model = await smallNetwork(name);
    rows.push(await supportOf(name, model));
    model.dispose();
  }
  return rows;
}

async function supportOf(name: string, model: Model): Promise<Support> {
  const [height, width, channels] = model.inputShape as [
    number,
    number,
    number,
  ];
  const image = {
    data: normals(height * width * channels, 3),
    shape: [1, height, width, channels] as const,
  };
  const { completeness } = await fullGradients(model, image);
  const libra = await fullGradients(model, image, { rules: LIBRA });
  const map = await gradCam(model, image);
  const layer = model.graph.nodes.find(({ name }) =>
    name === map.settings.layer
  );
  if (layer === undefined || !map.values.some((value) => value > 0)) {
    throw new Error(`GradCAM of ${name} is empty`);
  }
  return {
    name,
    exact: completeness[0]!.relativeToTerms,
    libra: libra.completeness[0]!.relativeToTerms,
    libraExplicit: libra.completeness[0]!.explicitRelativeToTerms,
    // Maps have rows and columns; tokens stand in one row.
    cam: layer.shape.length === 4 ? "maps" : "tokens",
    lrpRefusal: await lrp(model, image).then(
      () => undefined,
      (error) => {
        if (!(error instanceof UnsupportedLayerError)) throw error;
        return /LRP has no rule for ([\w ]+)/.exec(error.message)![1];
      },
    ),
  };
}

/** The page that says what holds for which architecture. */
export function architecturesPage(rows: readonly Support[]): string {
  const table = rows.map(({ name, exact, libraExplicit, cam, lrpRefusal }) =>
    `| ${
      [
        name,
        exact <= COMPLETE ? "yes" : "no",
        libraExplicit <= EXPLICIT ? "explicit terms alone" : "all terms",
        cam,
        lrpRefusal === undefined ? "yes" : `refused: ${lrpRefusal}`,
      ].join(" | ")
    } |`
  );
  return `# Which architectures, which methods

A small network of each architecture, with random weights, says every word of
this table: [\`tests/docs\`](../tests/docs) makes the networks, the table and this
page (\`deno task pages\`), and fails when they differ.

| architecture | exact | with \`rules: LIBRA\` | CAM of | LRP |
| --- | --- | --- | --- | --- |
${table.join("\n")}

- **exact**: the input term and all bias terms of \`fullGradients\` add up to the
  logit, with the true gradient, to 1e-4 of Σ|terms|.
- **LIBRA**: _explicit terms alone_ — the input and the explicit biases add up to
  the logit to 1e-3 of Σ|terms|. _All terms_ — only together with implicit terms,
  which LIBRA leaves as they are: relu6, sigmoid and tanh are no gates.
- **CAM of**: what \`gradCam\` takes without an option \`layer\`: feature maps, or
  tokens that lie on a grid of patches; of a transformer they are those before its
  last attention, behind which a class token alone may have a gradient.
- **LRP**: where it is refused, the error names the layer and what to do instead.

Networks of these names from the wild are listed, tried and untried, in
[models.md](models.md).
`;
}
