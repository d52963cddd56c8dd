import { clutter } from "./clutter.ts";
import type { Figure, Pose } from "./figure.ts";
import type { Random } from "../../random/mod.ts";
import { type Backdrop, sampleBackdrop } from "./sample_backdrop.ts";
import { samplePalette } from "./sample_palette.ts";
import { scrap } from "./scrap.ts";
import { drawObject, SHAPE_CLASSES } from "./shape_classes.ts";
import * as textures from "./texture/mod.ts";
import type { Texture } from "./texture/mod.ts";

/** Everything that an image shows. */
export interface Scene {
  /** What is behind everything. */
  readonly backdrop: Backdrop;
  /** Figures of no class, from the bottom to the top. */
  readonly clutter: readonly Figure[];
  /** The labelled objects, above the clutter, from the bottom to the top. */
  readonly objects: readonly Figure[];
}

/** Where an object's centre may lie and how large it may be, in pixels. */
export interface Room {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly scale: readonly [number, number];
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
