import { assert } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import {
  alignCorners,
  type CamWeights,
  fullGrad,
  type FullGradients,
  fullGradients,
  gradCam,
  halfPixel,
  type Images,
  inputGradient,
  integratedGradients,
  loadModel,
  type Model,
  type SaliencyMap,
  simpleFullGrad,
  smoothFullGrad,
  smoothGrad,
  type Upsample,
} from "fullgrad";
import {
  assertClose,
  assertCloseInNorm,
  assertMostlyClose,
  type Numbers,
} from "./compare.ts";
import { REDUCTIONS } from "./reduce_term.ts";
import { readSafetensors, type StoredTensor } from "./safetensors.ts";

interface About {
  readonly target: readonly number[];
  readonly biasSites: readonly string[];
  readonly smoothStd?: number;
  readonly gradcamLayer?: string;
  readonly completeness?: {
    readonly f: readonly number[];
    readonly inputTerm: readonly number[];
    readonly biasTerms: Readonly<Record<string, readonly number[]>>;
  };
}

const TIGHT = 1e-4;
/**
 * For maps of pictures whose flat areas tie, or nearly, in a max pool or at the
 * kink of a relu: in float32 a few of millions of values fall to the other side,
 * whichever way a convolution is summed, and change the map where they are.
 */
const MAP_WITH_TIES = { tolerance: 1e-3, share: 0.01 };
/** For gradients of such pictures, in L2. */
const GRADIENT_WITH_TIES = 5e-3;

/** For sums of gradients along a path, in L2. */
const ON_PATHS = 5e-4;

/** GradCAM of the authors' code: on a convolution's output, of which it takes the relu. */
const RECTIFIED_MAPS: CamWeights = {
  name: "mean g, of rectified maps",
  of: (activation, gradient) =>
    tf.mul(tf.mean(gradient(), [1, 2], true), tf.step(activation)),
};

/** Compares everything that a folder holds and this project computes. */
export async function checkFolder(
  t: Deno.TestContext,
  folder: string,
): Promise<void> {
  const about: About = JSON.parse(
    await Deno.readTextFile(join(folder, "about.json")),
  );
  const expected = await readSafetensors(join(folder, "expected.safetensors"));
  const model = await loadModel(join(folder, "model.json"));
  try {
    await new FolderCheck(t, about, expected, model).run();
  } finally {
    model.dispose();
  }
}

class FolderCheck {
  readonly #t: Deno.TestContext;
  readonly #about: About;
  readonly #expected: ReadonlyMap<string, StoredTensor>;
  readonly #model: Model;
  readonly #ties: boolean;

  constructor(
    t: Deno.TestContext,
    about: About,
    expected: ReadonlyMap<string, StoredTensor>,
    model: Model,
  ) {
    this.#t = t;
    this.#about = about;
    this.#expected = expected;
    this.#model = model;
    this.#ties = expected.has("rgb") &&
      model.graph.nodes.some(({ kind }) => kind === "maxPool");
  }

  async run(): Promise<void> {
    const target = [...this.#about.target];
    const x = this.#numbers("x");
    const images = { data: x.values as Float32Array, shape: x.shape };
    const exact = await fullGradients(this.#model, images, { target });
    await this.#step("logits", () => this.#close("logits", exact.logits));
    await this.#step("input-gradient", () => this.#gradients(exact));
    await this.#step("bias terms", () => this.#biasTerms(exact));
    await this.#step("completeness", () => this.#completeness(exact));
    await this.#map(
      "fullgrad",
      () => fullGrad(this.#model, images, { target }),
    );
    await this.#map(
      "simple_fullgrad",
      () => simpleFullGrad(this.#model, images, { target }),
    );
    await this.#map(
      "inputgrad",
      () => inputGradient(this.#model, images, { target }),
    );
    // Made in float32, and every channel counts alike, however small.
    await this.#step("fullgrad_jacobgil", async () => {
      const preset = "pytorchGradCam";
      this.#near(
        "fullgrad_jacobgil",
        await fullGrad(this.#model, images, { target, preset }),
      );
    });
    await this.#map(
      "smooth_fullgrad",
      () =>
        smoothFullGrad(
          this.#model,
          this.#first("smooth_fullgrad", exact.images),
          { ...this.#noise, target: this.#firstOf("smooth_fullgrad", target) },
        ),
    );
    // A mean of gradients, of which tied pixels may go either way.
    await this.#step("smoothgrad", async () => {
      if (!this.#expected.has("smoothgrad")) return;
      this.#near(
        "smoothgrad",
        await smoothGrad(inputGradient, this.#noise)(
          this.#model,
          this.#first("smoothgrad", exact.images),
          { target: this.#firstOf("smoothgrad", target) },
        ),
      );
    });
    await this.#gradCam(exact.images, target);
    await this.#integratedGradients(exact.images, target);
  }

  get #noise() {
    const { values, shape } = this.#numbers("noise");
    return {
      draws: { values: values as Float32Array, shape },
      deviation: this.#about.smoothStd!,
    };
  }

  /** Those of the images for which there is a reference. */
  #first(name: string, images: Images) {
    const count = this.#numbers(name).shape[0]!;
    const [, height, width, channels] = images.shape;
    return {
      data: images.values.subarray(0, count * height * width * channels),
      shape: [count, height, width, channels],
    };
  }

  #firstOf(name: string, target: readonly number[]): readonly number[] {
    return target.slice(0, this.#numbers(name).shape[0]!);
  }

  async #gradCam(images: Images, target: readonly number[]): Promise<void> {
    const layer = this.#about.gradcamLayer;
    if (layer === undefined) return;
    const of = (upsample: Upsample) =>
      gradCam(this.#model, images, { target, layer, upsample });
    await this.#step("gradcam_raw", async () => {
      const { layerMap } = await of(alignCorners);
      this.#closeMap("gradcam_raw", layerMap!);
    });
    await this.#map("gradcam_up_ac1", () => of(alignCorners));
    await this.#map("gradcam_up_ac0", () => of(halfPixel));
    await this.#map("gradcam_idiap", () =>
      gradCam(this.#model, images, {
        target,
        layer: this.#model.graph.nodes.findLast(({ kind }) =>
          kind === "conv2d"
        )!.name,
        weights: RECTIFIED_MAPS,
      }));
  }

  async #integratedGradients(
    images: Images,
    target: readonly number[],
  ): Promise<void> {
    for (const rule of ["right", "midpoint"] as const) {
      const name = `integrated_gradients_${rule}`;
      if (!this.#expected.has(name)) continue;
      await this.#step(name, async () => {
        const { attributions } = await integratedGradients(
          this.#model,
          images,
          { target, rule, steps: 20 },
        );
        // Somewhere on a path float32 falls to the other side of a relu's kink.
        const tolerance = this.#ties ? GRADIENT_WITH_TIES : ON_PATHS;
        assertCloseInNorm(
          name,
          attributions!,
          this.#numbers(name),
          tolerance,
        );
      });
    }
  }

  #gradients(exact: FullGradients): void {
    for (
      const [name, actual] of [
        ["input_grad", exact.inputGradient],
        ["input_x_grad", exact.inputTerm],
      ] as const
    ) {
      this.#near(name, actual);
    }
  }

  #biasTerms({ biasGradients }: FullGradients): void {
    const terms = new Map(
      biasGradients.map(({ site, term }) => [site.name, term]),
    );
    for (const site of this.#about.biasSites) {
      const term = terms.get(site);
      assert(term !== undefined, `there is no bias term at ${site}`);
      if (this.#expected.has(`bias_grad/${site}`)) {
        this.#close(`bias_grad/${site}`, term);
      }
      for (const [kind, reduce] of Object.entries(REDUCTIONS)) {
        const name = `${kind}/${site}`;
        this.#near(name, reduce(term));
      }
    }
  }

  #completeness({ target, terms, completeness }: FullGradients): void {
    for (const { relativeToTerms } of completeness) {
      assert(relativeToTerms <= TIGHT);
    }
    const expected = this.#about.completeness;
    if (expected === undefined) return;
    const size = expected.f.map((_, i) =>
      terms.reduce((sum, { sums }) => sum + Math.abs(sums[i]!), 0)
    );
    const near = (
      name: string,
      actual: readonly number[],
      wanted: readonly number[],
    ) =>
      wanted.forEach((value, i) =>
        assert(
          Math.abs(actual[i]! - value) <= TIGHT * size[i]!,
          `${name} of sample ${i}: ${actual[i]} is not ${value}`,
        )
      );
    near("f", target.values, expected.f);
    for (const { site, sums } of terms) {
      const wanted = site.kind === "input"
        ? expected.inputTerm
        : expected.biasTerms[site.name];
      if (wanted !== undefined) near(site.name, sums, wanted);
    }
  }

  async #map(name: string, compute: () => Promise<SaliencyMap>): Promise<void> {
    if (!this.#expected.has(name)) return;
    await this.#step(
      name,
      async () => this.#closeMap(name, await compute()),
    );
  }

  #closeMap(name: string, map: Numbers): void {
    if (!this.#ties) return this.#close(name, map);
    const { tolerance, share } = MAP_WITH_TIES;
    const expected = this.#numbers(name);
    assertMostlyClose(name, map, expected, tolerance, share);
    assertCloseInNorm(name, map, expected, tolerance);
  }

  /** Compares a gradient, or what is linear in one. */
  #near(name: string, actual: Numbers): void {
    if (!this.#expected.has(name)) return;
    if (this.#ties) {
      assertCloseInNorm(name, actual, this.#numbers(name), GRADIENT_WITH_TIES);
    } else this.#close(name, actual);
  }

  #close(name: string, actual: Numbers): void {
    if (this.#expected.has(name)) {
      assertClose(name, actual, this.#numbers(name), TIGHT);
    }
  }

  #numbers(name: string): Numbers {
    const { data, shape } = this.#expected.get(name)!;
    return { values: data as Float32Array, shape };
  }

  async #step(name: string, check: () => void | Promise<void>): Promise<void> {
    await this.#t.step(name, async () => await check());
  }
}
