import type { Random } from "../../random/mod.ts";
import { type Color, color, type Palette, samplePalette } from "./color.ts";
import { box, capsule, disc, polygon, ring } from "./distance.ts";
import { type Drawing, type Part, solid } from "./drawing.ts";
import { drawObject, SHAPE_CLASSES } from "./shape_classes.ts";
import * as textures from "./texture.ts";
import type { Texture } from "./texture.ts";
import { turn } from "./turn.ts";

/** Everything that an image shows. */
export interface Scene {
  /** What is behind everything. */
  readonly backdrop: Backdrop;
  /** Figures of no class, from the bottom to the top. */
  readonly clutter: readonly Figure[];
  /** The labeled objects, above the clutter, from the bottom to the top. */
  readonly objects: readonly Figure[];
}

/** Where an object's center may lie and how large it may be, in pixels. */
export interface Room {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly scale: readonly [number, number];
}

/** Where a drawing lies in the image. */
export interface Pose {
  /** Column of its center, in pixels. */
  readonly x: number;
  /** Row of its center, in pixels. */
  readonly y: number;
  /** Pixels that one unit of its frame takes: about half the object's height. */
  readonly scale: number;
  /** Factor on its width; its height takes the inverse. */
  readonly stretch: number;
  /** Rotation in whole turns, clockwise on the screen. */
  readonly turns: number;
  /** −1 if it is seen in a mirror, 1 if not. */
  readonly mirror: -1 | 1;
}

/** A drawing with a place, colors and a pattern for its body. */
export interface Figure {
  readonly drawing: Drawing;
  readonly pose: Pose;
  readonly palette: Palette;
  /** The pattern of its body, mixing `palette.pattern` into `palette.body`. */
  readonly pattern: Texture | undefined;
}

/** A scene with one object of class `labels[i]` in every `rooms[i]`. */
export function sampleScene(
  random: Random,
  size: number,
  labels: readonly number[],
  rooms: readonly Room[],
): Scene {
  const backdrop = sampleBackdrop(random);
  const litter: Figure[] = [];
  const count = 3 + random.integer(6);
  for (let i = 0; i < count; i++) {
    const isScrap = random.chance(0.25);
    litter.push({
      drawing: isScrap
        ? scrap(
          random,
          drawObject(random.integer(SHAPE_CLASSES.length), random),
        )
        : clutter(random),
      pose: samplePose(random, {
        x: [0, size],
        y: [0, size],
        scale: isScrap ? [9, 16] : [4, 10],
      }, 0.5),
      palette: samplePalette(random, backdrop.lightness),
      pattern: samplePattern(random),
    });
  }
  const objects = labels.map((label, i): Figure => ({
    drawing: drawObject(label, random),
    pose: samplePose(random, rooms[i] as Room, 0.09),
    palette: samplePalette(random, backdrop.lightness),
    pattern: samplePattern(random),
  }));
  return { backdrop, clutter: litter, objects };
}

function samplePose(random: Random, room: Room, tilt: number): Pose {
  return {
    x: random.between(...room.x),
    y: random.between(...room.y),
    scale: random.between(...room.scale),
    stretch: random.between(0.93, 1.08),
    turns: random.between(-tilt, tilt),
    mirror: random.sign(),
  };
}

function samplePattern(random: Random): Texture | undefined {
  if (random.chance(0.45)) return undefined;
  const texture = random.pick([
    textures.stripes,
    textures.dots,
    textures.clouds,
    textures.checks,
  ]);
  return texture(random, random.between(5, 10));
}

/** What is behind everything: a texture of two colors. */
export interface Backdrop {
  readonly texture: Texture;
  readonly from: Color;
  readonly to: Color;
  /** Lightness of the two colors' mean, 0…1. */
  readonly lightness: number;
  /** Chooses the fine noise that lies over the whole image. */
  readonly salt: number;
}

/** A backdrop: any texture, light or dark, in two related, muted colors. */
export function sampleBackdrop(random: Random): Backdrop {
  const texture = random.pick([
    textures.cells,
    textures.checks,
    textures.clouds,
    textures.dots,
    textures.grain,
    textures.stripes,
    textures.waves,
  ])(random, random.between(7, 18));
  const lightness = random.chance(0.6)
    ? random.between(0.72, 0.93)
    : random.between(0.32, 0.55);
  const step = random.sign() * random.between(0.03, 0.09);
  const hue = random.between(0, 1);
  const chroma = random.between(0.02, 0.09);
  return {
    texture,
    from: color(lightness - step, chroma, hue),
    to: color(
      lightness + step,
      chroma + random.between(-0.02, 0.03),
      hue + random.between(-0.12, 0.12),
    ),
    lightness,
    salt: random.bits(),
  };
}

/** The geometric figures that lie about, each in one color. */
const GEOMETRY: readonly Part["distance"][] = [
  (x, y) => disc(x, y, 0, 0, 0.8),
  (x, y) => ring(x, y, 0, 0, 0.62, 0.2),
  (x, y) => capsule(x, y, -0.8, 0, 0.8, 0, 0.22),
  (x, y) => box(x, y, 0, 0, 0.7, 0.7, 0.15),
  (x, y) => box(x, y, 0, 0, 0.9, 0.45, 0.08),
  (x, y) => polygon(x, y, [-0.8, 0.6, 0.8, 0.6, 0, -0.75], 0.08),
  (x, y) => Math.max(disc(x, y, 0, 0, 0.9), y - 0.1),
  (x, y) => Math.max(disc(x, y, 0, 0, 0.85), -disc(x, y, 0.4, -0.1, 0.7)),
  (x, y) =>
    Math.min(
      box(x, y, 0, 0, 0.8, 0.24, 0.06),
      box(x, y, 0, 0, 0.24, 0.8, 0.06),
    ),
];

/** A small thing that is no object: a geometric figure in one color. */
export function clutter(random: Random): Drawing {
  return [
    solid(
      random.pick(["body", "accent", "light", "dark"]),
      random.pick(GEOMETRY),
    ),
  ];
}

/** A scrap of a drawing: what lies on one side of a straight cut. */
export function scrap(random: Random, drawing: Drawing): Drawing {
  const [cosine, sine] = turn(random.between(0, 1));
  const depth = random.between(0.25, 0.5);
  return drawing.map((part) => ({
    ...part,
    distance: (x: number, y: number) =>
      Math.max(part.distance(x, y), depth - x * cosine - y * sine),
  }));
}
