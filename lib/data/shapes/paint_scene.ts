import { type Color, mixColors } from "./color.ts";
import type { Drawing, Part } from "./drawing.ts";
import type { Backdrop, Figure, Scene } from "./sample_scene.ts";
import { latticeValue } from "./texture.ts";
import { turn } from "./turn.ts";

/** Half the range, in steps of 255, of the fine noise over the image. */
const NOISE = 3;

/** A painted scene. */
export interface Painting {
  /** The image, `[size, size, 3]`. */
  readonly rgb: Uint8ClampedArray;
  /** 1 where an object is seen, else 0: one `[size, size]` for each object. */
  readonly masks: readonly Uint8Array[];
}

/** The image of a scene, and where each of its objects is seen in it. */
export function paintScene(scene: Scene, size: number): Painting {
  const canvas = paintBackdrop(scene.backdrop, size);
  for (const figure of scene.clutter) paintFigure(canvas, figure);
  const masks: Uint8Array[] = [];
  for (const figure of scene.objects) {
    const covered = paintFigure(canvas, figure);
    masks.push(Uint8Array.from(covered, (share) => share >= 0.5 ? 1 : 0));
    for (const below of masks.slice(0, -1)) {
      covered.forEach((share, pixel) => {
        if (share >= 0.5) below[pixel] = 0;
      });
    }
  }
  const rgb = new Uint8ClampedArray(canvas.rgb.length);
  for (let pixel = 0; pixel < size * size; pixel++) {
    const noise = NOISE * (2 * latticeValue(pixel, 0, scene.backdrop.salt) - 1);
    for (let c = 3 * pixel; c < 3 * pixel + 3; c++) {
      rgb[c] = canvas.rgb[c]! + noise;
    }
  }
  return { rgb, masks };
}

/** A square picture being painted: row-major RGB, 0…255, fractions allowed. */
export interface Canvas {
  /** Width and height in pixels. */
  readonly size: number;
  /** The colors, `[size, size, 3]`. */
  readonly rgb: Float64Array;
}

/** A new canvas, filled with the backdrop. */
export function paintBackdrop(backdrop: Backdrop, size: number): Canvas {
  const rgb = new Float64Array(3 * size * size);
  const { texture, from, to } = backdrop;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const share = texture(column + 0.5, row + 0.5);
      // Light falls from the upper left, so the lower right is a little dim.
      const light = 1.05 - 0.1 * (column + row) / (2 * size);
      const pixel = 3 * (row * size + column);
      for (let c = 0; c < 3; c++) {
        rgb[pixel + c] = light * (from[c]! + (to[c]! - from[c]!) * share);
      }
    }
  }
  return { size, rgb };
}

/** Pixels by which the shadow is shifted right and down, and its softness. */
const SHADOW = { x: 1.5, y: 2.5, blur: 5, opacity: 0.42 };
/** Pixels between the two distances whose difference tells the slope. */
const SLOPE_STEP = 1.5;
/** Pixels over which an edge looks rounded. */
const ROUNDING = 5;

/**
 * Paints a figure with its soft shadow on the canvas.
 *
 * @returns The share of every pixel that the figure covers, 0…1,
 * `[size, size]`; its shadow does not count.
 */
export function paintFigure(canvas: Canvas, figure: Figure): Float64Array {
  const { size, rgb } = canvas;
  const { pose, drawing } = figure;
  const [cosine, sine] = turn(pose.turns);
  const unitX = pose.mirror / (pose.scale * pose.stretch);
  const unitY = pose.stretch / pose.scale;
  const toX = (dx: number, dy: number) => (dx * cosine + dy * sine) * unitX;
  const toY = (dx: number, dy: number) => (dy * cosine - dx * sine) * unitY;
  const lightX = -toX(SLOPE_STEP, SLOPE_STEP);
  const lightY = -toY(SLOPE_STEP, SLOPE_STEP);
  const reach = pose.scale * 1.5 + SHADOW.blur;
  const left = Math.max(Math.floor(pose.x - reach), 0);
  const right = Math.min(Math.ceil(pose.x + reach), size);
  const top = Math.max(Math.floor(pose.y - reach), 0);
  const bottom = Math.min(Math.ceil(pose.y + reach), size);
  const covered = new Float64Array(size * size);

  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const dx = column + 0.5 - pose.x;
      const dy = row + 0.5 - pose.y;
      const pixel = row * size + column;
      const u = toX(dx, dy);
      const v = toY(dx, dy);
      const shadowDistance = pose.scale * outlineDistance(
        drawing,
        toX(dx - SHADOW.x, dy - SHADOW.y),
        toY(dx - SHADOW.x, dy - SHADOW.y),
      );
      const shade = Math.min(
        Math.max(0.5 - shadowDistance / SHADOW.blur, 0),
        1,
      );
      const keep = 1 - SHADOW.opacity * shade * shade * (3 - 2 * shade);
      let red = rgb[3 * pixel]! * keep;
      let green = rgb[3 * pixel + 1]! * keep;
      let blue = rgb[3 * pixel + 2]! * keep;
      let cover = 0;
      for (const part of drawing) {
        const distance = part.distance(u, v) * pose.scale;
        const coverage = Math.min(Math.max(0.5 - distance, 0), 1);
        if (coverage === 0) continue;
        const paint = partColor(figure, part, u, v);
        let light = 0;
        if (part.outline) {
          cover = Math.max(cover, coverage);
          const lit = part.distance(u + lightX, v + lightY) * pose.scale;
          light = relief(distance, lit);
        }
        const target = light > 0 ? 255 : 0;
        const amount = Math.abs(light);
        const alpha = coverage * part.opacity;
        red += (paint[0] + (target - paint[0]) * amount - red) * alpha;
        green += (paint[1] + (target - paint[1]) * amount - green) * alpha;
        blue += (paint[2] + (target - paint[2]) * amount - blue) * alpha;
      }
      rgb[3 * pixel] = red;
      rgb[3 * pixel + 1] = green;
      rgb[3 * pixel + 2] = blue;
      covered[pixel] = cover;
    }
  }
  return covered;
}

function outlineDistance(drawing: Drawing, x: number, y: number): number {
  let nearest = Infinity;
  for (const part of drawing) {
    if (part.outline) nearest = Math.min(nearest, part.distance(x, y));
  }
  return nearest;
}

function partColor(figure: Figure, part: Part, u: number, v: number): Color {
  const plain = figure.palette[part.color];
  if (part.color !== "body" || figure.pattern === undefined) return plain;
  const share = figure.pattern(u * figure.pose.scale, v * figure.pose.scale);
  return mixColors(plain, figure.palette.pattern, share);
}

/**
 * The light on a rounded edge, −1 black to 1 white: bright where the outline
 * faces the lamp at the upper left, dark where it turns away.
 */
function relief(distance: number, litDistance: number): number {
  const slope = (litDistance - distance) / (SLOPE_STEP * Math.SQRT2);
  const nearEdge = Math.min(Math.max(1 + distance / ROUNDING, 0), 1);
  const light = slope * nearEdge * nearEdge;
  return light > 0 ? 0.38 * light : 0.42 * Math.max(light, -1);
}
