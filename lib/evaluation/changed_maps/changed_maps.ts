import { SaliencyMap } from "../../aggregation/mod.ts";
import { type AttributionMethod, sayMadeOf } from "../../methods/mod.ts";

/** What becomes of the maps of a method. */
export interface MapChange {
  /** The function that users call. */
  readonly by: string;
  /** What is said behind the method's name. */
  readonly words: string;
  /** The options of the change. */
  readonly settings: Readonly<Record<string, number>>;
  /** The map of one image, `[H, W]`, changed. */
  readonly of: (
    map: Float32Array,
    shape: readonly [height: number, width: number],
  ) => ArrayLike<number>;
}

/** A method whose maps are those of another one, changed one by one. */
export function withChangedMaps(
  method: AttributionMethod,
  { by, words, settings, of }: MapChange,
): AttributionMethod {
  const changed: AttributionMethod = async (model, images, options) => {
    const map = await method(model, images, options);
    const { shape: [count, height, width] } = map;
    const values = new Float32Array(map.values.length);
    for (let i = 0; i < count; i++) {
      values.set(of(map.at(i), [height, width]), i * height * width);
    }
    const { images: batch, target, logits, backend, notes, signed } = map;
    return new SaliencyMap({
      model: map.model,
      images: batch,
      target,
      logits,
      backend,
      notes,
      method: `${map.method}, ${words}`,
      values,
      signed,
      settings: { of: map.settings, ...settings },
    });
  };
  return sayMadeOf(changed, { by, of: [method, ...Object.values(settings)] });
}
