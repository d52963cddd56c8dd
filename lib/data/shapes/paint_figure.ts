import type { Canvas } from "./canvas.ts";
import { type Colour, mixColours } from "./colour.ts";
import type { Drawing, Part } from "./drawing.ts";
import type { Figure } from "./figure.ts";
import { turn } from "./turn.ts";

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
        const paint = partColour(figure, part, u, v);
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

function partColour(figure: Figure, part: Part, u: number, v: number): Colour {
  const plain = figure.palette[part.colour];
  if (part.colour !== "body" || figure.pattern === undefined) return plain;
  const share = figure.pattern(u * figure.pose.scale, v * figure.pose.scale);
  return mixColours(plain, figure.palette.pattern, share);
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
