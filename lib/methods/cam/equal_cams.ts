import type { AnyNode, LayerGraph } from "../../model/mod.ts";
import {
  asTarget,
  nonNegativeNodes,
  type TargetInput,
} from "../../propagation/mod.ts";
import { channelHead } from "./channel_head.ts";
import {
  activationShare,
  type CamWeights,
  elementwise,
  elementwisePositive,
  meanAbsolute,
  meanGradient,
  meanPositive,
  plusPlusNormalized,
  positiveMean,
} from "./cam_weights.ts";

/** Weights that make the same class activation map of a layer by construction. */
export interface EqualWeights {
  /** The names of the weights. */
  readonly weights: readonly string[];
  /** Why, in words that follow a colon. */
  readonly because: string;
}

/**
 * Which weights make the same map of a layer, as its graph says: nothing is
 * computed, and what is equal by chance is not among them.
 *
 * @param target What is explained.
 */
export function equalWeights(
  graph: LayerGraph,
  layer: AnyNode,
  target: TargetInput,
): readonly EqualWeights[] {
  const { gradient, areClasses } = channelHead(graph, layer);
  if (gradient === "any") return [];
  const isOfLogit = asTarget(target).label === "logit";
  const isUniform = gradient === "uniform";
  if (areClasses && isOfLogit) {
    return [{
      weights: names(
        meanGradient,
        meanPositive,
        positiveMean,
        meanAbsolute,
        ...isUniform
          ? [elementwise, elementwisePositive, plusPlusNormalized]
          : [],
      ),
      because:
        `the channels of "${layer.name}" are the classes, so that only that of the explained class has a gradient, and no negative one`,
    }];
  }
  if (!isUniform) {
    const isOfAny = gradient === "oneSign";
    return !isOfAny && !isOfLogit ? [] : [{
      weights: names(meanPositive, positiveMean),
      because: `behind "${layer.name}" comes ${
        isOfAny ? "a global pool" : "a convolution of 1×1 to the classes"
      }, so that the gradient by a channel has one sign at all places`,
    }];
  }
  // Of maps of both signs a sum can be 0 where the map is not.
  const shares = nonNegativeNodes(graph.nodes).has(layer.id)
    ? [activationShare]
    : [];
  const because =
    `behind "${layer.name}" comes a global average, so that the gradient by a channel is the same at all places`;
  return [
    { weights: names(meanGradient, elementwise, ...shares), because },
    {
      weights: names(
        meanPositive,
        positiveMean,
        elementwisePositive,
        plusPlusNormalized,
      ),
      because,
    },
  ];
}

function names(...weights: readonly CamWeights[]): readonly string[] {
  return weights.map(({ name }) => name);
}
