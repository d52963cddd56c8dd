/**
 * Convolution 3×3, stride 1, by Winograd's F(4×4, 3×3). See `winograd.ts`.
 */
export { filterGradient, gradientTiles } from "./filter_gradient";
import { INTERMEDIATE, PANEL, POINTS, SKEW, WinogradArgs } from "./args";
import { depthBlocks, depthOf, filterPointStep, inputPointStep, panels } from "./sizes";
import { transformFilter } from "./filter_transform";
import { transformInput } from "./input_transform";
import { multiplyPanel } from "./micro_kernel";
import { transformOutput } from "./output_transform";

/** A unit transforms the filter for a block of output channels. */
export function filterPanels(
  args: WinogradArgs,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const padded = (args.inChannels + 7) & ~7;
  const panelStep = <usize>padded << 5;
  const unitPanels = args.breadth / PANEL;
  for (let unit = first; unit < last; unit++) {
    const panel = unit * unitPanels;
    transformFilter(
      args,
      0,
      padded,
      panel,
      min(unitPanels, panels(args) - panel),
      args.workspace + <usize>panel * panelStep,
      panelStep,
      filterPointStep(args),
      scratch,
    );
  }
}

/** A unit is a block of tiles, all of it from input to output. */
export function tiles(
  args: WinogradArgs,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const blocks = args.tileBlocks;
  const least = args.tileCount / blocks;
  const more = args.tileCount % blocks;
  const most = least + (more > 0 ? 1 : 0);
  const rowStep = <usize>args.depth << 2;
  const pointStep = <usize>most * rowStep + SKEW;
  const blockStep = <usize>POINTS * pointStep;
  const input = scratch + INTERMEDIATE +
    (<usize>(POINTS * args.depth) << 2);
  const product = input + <usize>depthBlocks(args) * blockStep;
  const productRowStep = <usize>args.breadth << 2;
  const productPointStep = <usize>most * productRowStep + SKEW;
  const padded = (args.inChannels + 7) & ~7;
  const panelStep = <usize>padded << 5;
  const filterStep = filterPointStep(args);
  for (let unit = first; unit < last; unit++) {
    const start = unit * least + min(unit, more);
    const count = least + (unit < more ? 1 : 0);
    for (let t = 0; t < count; t++) {
      transformInput(
        args,
        args.firstTile + start + t,
        input + <usize>t * rowStep,
        blockStep,
        pointStep,
        scratch,
      );
    }
    for (let from = 0; from < args.outChannels; from += args.breadth) {
      const panelFirst = from / PANEL;
      const panelLast = min(panels(args), panelFirst + args.breadth / PANEL);
      for (let block = 0; block < depthBlocks(args); block++) {
        for (let p = 0; p < POINTS; p++) {
          const point = <usize>p;
          for (let panel = panelFirst; panel < panelLast; panel++) {
            multiplyPanel(
              count,
              input + <usize>block * blockStep + point * pointStep,
              rowStep,
              args.workspace + point * filterStep +
                <usize>panel * panelStep +
                (<usize>(block * args.depth) << 5),
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
          args.firstTile + start + t,
          from,
          args.breadth,
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
  args: WinogradArgs,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const pointStep = inputPointStep(args);
  for (let tile = first; tile < last; tile++) {
    transformInput(
      args,
      args.firstTile + tile,
      args.workspace + (<usize>(tile * args.depth) << 2),
      <usize>POINTS * pointStep,
      pointStep,
      scratch,
    );
  }
}

/** A unit is a block of output channels, from the filter to the output. */
export function channels(
  args: WinogradArgs,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const count = args.tileCount;
  const inputStep = inputPointStep(args);
  const inputRowStep = <usize>args.depth << 2;
  const panelStep = <usize>args.depth << 5;
  const filterStep = <usize>(args.breadth / PANEL) * panelStep + SKEW;
  const filter = scratch + INTERMEDIATE;
  const product = filter + <usize>POINTS * filterStep;
  const productRowStep = <usize>args.breadth << 2;
  const productPointStep = <usize>count * productRowStep + SKEW;
  for (let unit = first; unit < last; unit++) {
    const from = unit * args.breadth;
    const panelFirst = from / PANEL;
    const panelCount = min(
      args.breadth / PANEL,
      panels(args) - panelFirst,
    );
    for (let block = 0; block < depthBlocks(args); block++) {
      const size = depthOf(args, block);
      transformFilter(
        args,
        block * args.depth,
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
            args.workspace + <usize>(block * POINTS + p) * inputStep,
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
        args.firstTile + t,
        from,
        args.breadth,
        product + <usize>t * productRowStep,
        productPointStep,
        scratch,
      );
    }
  }
}
