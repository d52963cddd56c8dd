/**
 * Convolution 3×3, stride 1, by Winograd's F(4×4, 3×3). See `winograd.ts`.
 */
import {
  breadth,
  depth,
  depthBlocks,
  depthOf,
  firstTile,
  inChannels,
  INTERMEDIATE,
  outChannels,
  PANEL,
  panels,
  POINTS,
  SKEW,
  tileBlocks,
  tileCount,
  workspace,
} from "./arguments";
import { transformFilter } from "./filter_transform";
import { transformInput } from "./input_transform";
import { multiplyPanel } from "./micro_kernel";
import { transformOutput } from "./output_transform";

/** A unit transforms the filter for a block of output channels. */
export function filterPanels(
  args: usize,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const padded = (inChannels(args) + 7) & ~7;
  const panelStep = <usize>padded << 5;
  const unitPanels = breadth(args) / PANEL;
  for (let unit = first; unit < last; unit++) {
    const panel = unit * unitPanels;
    transformFilter(
      args,
      0,
      padded,
      panel,
      min(unitPanels, panels(args) - panel),
      workspace(args) + <usize>panel * panelStep,
      panelStep,
      filterPointStep(args),
      scratch,
    );
  }
}

/** A unit is a block of tiles, all of it from input to output. */
export function tiles(
  args: usize,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const blocks = tileBlocks(args);
  const least = tileCount(args) / blocks;
  const more = tileCount(args) % blocks;
  const most = least + (more > 0 ? 1 : 0);
  const rowStep = <usize>depth(args) << 2;
  const pointStep = <usize>most * rowStep + SKEW;
  const blockStep = <usize>POINTS * pointStep;
  const input = scratch + INTERMEDIATE +
    (<usize>(POINTS * depth(args)) << 2);
  const product = input + <usize>depthBlocks(args) * blockStep;
  const productRowStep = <usize>breadth(args) << 2;
  const productPointStep = <usize>most * productRowStep + SKEW;
  const padded = (inChannels(args) + 7) & ~7;
  const panelStep = <usize>padded << 5;
  const filterStep = filterPointStep(args);
  for (let unit = first; unit < last; unit++) {
    const start = unit * least + min(unit, more);
    const count = least + (unit < more ? 1 : 0);
    for (let t = 0; t < count; t++) {
      transformInput(
        args,
        firstTile(args) + start + t,
        input + <usize>t * rowStep,
        blockStep,
        pointStep,
        scratch,
      );
    }
    for (let from = 0; from < outChannels(args); from += breadth(args)) {
      const panelFirst = from / PANEL;
      const panelLast = min(panels(args), panelFirst + breadth(args) / PANEL);
      for (let block = 0; block < depthBlocks(args); block++) {
        for (let p = 0; p < POINTS; p++) {
          const point = <usize>p;
          for (let panel = panelFirst; panel < panelLast; panel++) {
            multiplyPanel(
              count,
              input + <usize>block * blockStep + point * pointStep,
              rowStep,
              workspace(args) + point * filterStep +
                <usize>panel * panelStep +
                (<usize>(block * depth(args)) << 5),
              product + point * productPointStep +
                (<usize>(panel - panelFirst) << 5),
              productRowStep,
              depthOf(args, block),
              block > 0,
            );
          }
        }
      }
      for (let t = 0; t < count; t++) {
        transformOutput(
          args,
          firstTile(args) + start + t,
          from,
          breadth(args),
          product + <usize>t * productRowStep,
          productPointStep,
          scratch,
        );
      }
    }
  }
}

/** A unit transforms the input of one tile. */
export function inputTiles(
  args: usize,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const pointStep = inputPointStep(args);
  for (let tile = first; tile < last; tile++) {
    transformInput(
      args,
      firstTile(args) + tile,
      workspace(args) + (<usize>(tile * depth(args)) << 2),
      <usize>POINTS * pointStep,
      pointStep,
      scratch,
    );
  }
}

/** A unit is a block of output channels, from the filter to the output. */
export function channels(
  args: usize,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const count = tileCount(args);
  const inputStep = inputPointStep(args);
  const inputRowStep = <usize>depth(args) << 2;
  const panelStep = <usize>depth(args) << 5;
  const filterStep = <usize>(breadth(args) / PANEL) * panelStep + SKEW;
  const filter = scratch + INTERMEDIATE;
  const product = filter + <usize>POINTS * filterStep;
  const productRowStep = <usize>breadth(args) << 2;
  const productPointStep = <usize>count * productRowStep + SKEW;
  for (let unit = first; unit < last; unit++) {
    const from = unit * breadth(args);
    const panelFirst = from / PANEL;
    const panelCount = min(
      breadth(args) / PANEL,
      panels(args) - panelFirst,
    );
    for (let block = 0; block < depthBlocks(args); block++) {
      const size = depthOf(args, block);
      transformFilter(
        args,
        block * depth(args),
        size,
        panelFirst,
        panelCount,
        filter,
        panelStep,
        filterStep,
        scratch,
      );
      for (let p = 0; p < POINTS; p++) {
        const point = <usize>p;
        for (let panel = 0; panel < panelCount; panel++) {
          multiplyPanel(
            count,
            workspace(args) + <usize>(block * POINTS + p) * inputStep,
            inputRowStep,
            filter + point * filterStep + <usize>panel * panelStep,
            product + point * productPointStep + (<usize>panel << 5),
            productRowStep,
            size,
            block > 0,
          );
        }
      }
    }
    for (let t = 0; t < count; t++) {
      transformOutput(
        args,
        firstTile(args) + t,
        from,
        breadth(args),
        product + <usize>t * productRowStep,
        productPointStep,
        scratch,
      );
    }
  }
}

// @ts-ignore: decorator
@inline
function filterPointStep(args: usize): usize {
  const padded = (inChannels(args) + 7) & ~7;
  return (<usize>(panels(args) * padded) << 5) + SKEW;
}

// @ts-ignore: decorator
@inline
function inputPointStep(args: usize): usize {
  return (<usize>(tileCount(args) * depth(args)) << 2) + SKEW;
}
