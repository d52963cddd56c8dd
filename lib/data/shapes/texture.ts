/**
 * Patterns for backgrounds, clutter and the objects themselves. Each function
 * draws the pattern's particulars from a random stream and returns it.
 *
 * @module
 */
import type { Random } from "../../random/mod.ts";
import { turn } from "./turn.ts";

/**
 * A pattern over the plane, in pixels: the share, 0…1, of the second of two
 * colors at (x, y).
 */
export type Texture = (x: number, y: number) => number;

/** Stripes in any direction, straight or wavering, `period` pixels wide. */
export function stripes(random: Random, period: number): Texture {
  const [cosine, sine] = turn(random.between(0, 1));
  const phase = random.between(0, 1);
  const share = random.between(0.3, 0.7);
  const waver = random.chance(0.4) ? random.between(0.3, 0.8) : 0;
  const salt = random.bits();
  return (x, y) => {
    let across = (x * cosine + y * sine) / period + phase;
    if (waver > 0) across += waver * valueNoise(x / 14, y / 14, salt);
    const position = across - Math.floor(across);
    // The distance to the nearer edge of the stripe, softened to one pixel.
    const edge = share / 2 - Math.abs(position - 0.5);
    return Math.min(Math.max(edge * period + 0.5, 0), 1);
  };
}

/** A woven check: two crossing bands of stripes, darkest where they meet. */
export function checks(random: Random, period: number): Texture {
  const [cosine, sine] = turn(random.between(0, 1));
  const phaseX = random.between(0, 1);
  const phaseY = random.between(0, 1);
  return (x, y) => {
    const u = band((x * cosine + y * sine) / period + phaseX, period);
    const v = band((y * cosine - x * sine) / period + phaseY, period);
    return (u + v) / 2;
  };
}

function band(across: number, period: number): number {
  const edge = 0.25 - Math.abs(across - Math.floor(across) - 0.5);
  return Math.min(Math.max(edge * period + 0.5, 0), 1);
}

/** Dots on a turned square grid, every second row shifted by half a step. */
export function dots(random: Random, period: number): Texture {
  const [cosine, sine] = turn(random.between(0, 1));
  const phaseX = random.between(0, 1);
  const phaseY = random.between(0, 1);
  const radius = random.between(0.18, 0.34);
  return (x, y) => {
    const v = (y * cosine - x * sine) / period + phaseY;
    const row = Math.floor(v);
    const u = (x * cosine + y * sine) / period + phaseX + (row & 1) / 2;
    const dx = u - Math.floor(u) - 0.5;
    const dy = v - row - 0.5;
    const edge = radius - Math.sqrt(dx * dx + dy * dy);
    return Math.min(Math.max(edge * period + 0.5, 0), 1);
  };
}

/** A mosaic: cells about `period` pixels wide, each of one tone. */
export function cells(random: Random, period: number): Texture {
  const salt = random.bits();
  return (x, y) => {
    const u = x / period;
    const v = y / period;
    const column = Math.floor(u);
    const row = Math.floor(v);
    let nearest = Infinity;
    let second = Infinity;
    let tone = 0;
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        const dx = c + latticeValue(c, r, salt) - u;
        const dy = r + latticeValue(c, r, salt ^ 1) - v;
        const distance = dx * dx + dy * dy;
        if (distance < nearest) {
          second = nearest;
          nearest = distance;
          tone = latticeValue(c, r, salt ^ 2);
        } else if (distance < second) {
          second = distance;
        }
      }
    }
    // Joints between the cells take the first color.
    const joint = (Math.sqrt(second) - Math.sqrt(nearest)) * period;
    return tone * Math.min(Math.max(joint - 0.3, 0), 1);
  };
}

/** Cloudy noise of three octaves, the largest `period` pixels wide. */
export function clouds(random: Random, period: number): Texture {
  const salt = random.bits();
  const contrast = random.between(1.6, 3);
  return (x, y) => {
    const u = x / period;
    const v = y / period;
    const sum = 0.6 * valueNoise(u, v, salt) +
      0.27 * valueNoise(2.1 * u, 2.1 * v, salt ^ 1) +
      0.13 * valueNoise(4.3 * u, 4.3 * v, salt ^ 2);
    return Math.min(Math.max((sum - 0.5) * contrast + 0.5, 0), 1);
  };
}

/** Wood: noise drawn out along one direction, cut into fine veins. */
export function grain(random: Random, period: number): Texture {
  const [cosine, sine] = turn(random.between(0, 1));
  const salt = random.bits();
  const veins = random.between(3, 6);
  return (x, y) => {
    const along = (x * cosine + y * sine) / (period * 5);
    const across = (y * cosine - x * sine) / period;
    const height = veins * valueNoise(along, across * 0.6, salt);
    const step = height - Math.floor(height);
    const fine = valueNoise(along * 4, across * 5, salt ^ 1);
    return 0.7 * (1 - Math.abs(2 * step - 1)) + 0.3 * fine;
  };
}

/** Rows of overlapping scales, each shaded from its rim to its heart. */
export function waves(random: Random, period: number): Texture {
  const [cosine, sine] = turn(random.between(-0.06, 0.06));
  const phaseX = random.between(0, 1);
  const phaseY = random.between(0, 1);
  const rings = random.between(1.5, 3);
  return (x, y) => {
    const u = (x * cosine + y * sine) / period + phaseX;
    const v = (y * cosine - x * sine) / period * 2 + phaseY;
    // The lowest of the scales that reach this point is on top.
    for (let row = Math.floor(v) + 1; row > Math.floor(v) - 2; row--) {
      const shifted = u + (row & 1) / 2;
      const dx = shifted - Math.floor(shifted) - 0.5;
      const dy = (v - row) / 2;
      const distance = Math.sqrt(dx * dx + dy * dy);
      if (distance < 0.5) {
        const phase = distance * 2 * rings;
        const step = phase - Math.floor(phase);
        return Math.min(
          Math.max((Math.abs(step - 0.5) - 0.25) * 3 + 0.5, 0),
          1,
        );
      }
    }
    return 0;
  };
}

/**
 * Smooth noise, 0…1: random values on the integer lattice, chosen by `salt`,
 * and soft interpolation between them.
 */
export function valueNoise(x: number, y: number, salt: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const u = x - column;
  const v = y - row;
  const s = u * u * (3 - 2 * u);
  const t = v * v * (3 - 2 * v);
  const top = latticeValue(column, row, salt);
  const bottom = latticeValue(column, row + 1, salt);
  const upper = top + (latticeValue(column + 1, row, salt) - top) * s;
  const lower = bottom + (latticeValue(column + 1, row + 1, salt) - bottom) * s;
  return upper + (lower - upper) * t;
}

/** A value in 0…1 that looks random, fixed by a lattice point and `salt`. */
export function latticeValue(
  column: number,
  row: number,
  salt: number,
): number {
  let h = Math.imul(column, 0x27d4eb2d) ^ Math.imul(row, 0x165667b1) ^ salt;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}
