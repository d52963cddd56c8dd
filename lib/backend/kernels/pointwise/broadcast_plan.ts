/** An axis of the result, and the steps along it in the operands. */
export interface BroadcastAxis {
  readonly length: number;
  /** In elements; 0 where the operand is repeated. */
  readonly stepA: number;
  readonly stepB: number;
}

/**
 * The axes of a broadcast operation, the last first, with as few as possible:
 * those of length 1 are left out, and those along which both operands go on are
 * one.
 */
export function broadcastPlan(
  shape: readonly number[],
  a: readonly number[],
  b: readonly number[],
): readonly BroadcastAxis[] {
  const axes: BroadcastAxis[] = [];
  let [strideA, strideB] = [1, 1];
  for (let back = 1; back <= shape.length; back++) {
    const length = shape.at(-back)!;
    const [lengthA, lengthB] = [a.at(-back) ?? 1, b.at(-back) ?? 1];
    const stepA = lengthA === 1 ? 0 : strideA;
    const stepB = lengthB === 1 ? 0 : strideB;
    strideA *= lengthA;
    strideB *= lengthB;
    if (length === 1) continue;
    const inner = axes.at(-1);
    if (
      inner && stepA === inner.stepA * inner.length &&
      stepB === inner.stepB * inner.length
    ) {
      axes[axes.length - 1] = { ...inner, length: inner.length * length };
    } else {
      axes.push({ length, stepA, stepB });
    }
  }
  return axes.length > 0 ? axes : [{ length: 1, stepA: 1, stepB: 1 }];
}
