import * as tf from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";

/** One dispatch of a shader of ours. */
export interface ShaderRun {
  /** Name of the shader, unique among ours. */
  readonly name: string;
  /**
   * Its code: `main(index)`, called by every invocation. It has the inputs and
   * `result` as arrays of f32, `uniforms`, and what tfjs puts into each shader.
   */
  readonly code: string;
  /** The inputs by name; the code must use every one. */
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  /** Whole numbers by name, `i32` in `uniforms`. */
  readonly integers: Readonly<Record<string, number>>;
  /** Other numbers by name, `f32` in `uniforms`. */
  readonly floats?: Readonly<Record<string, number>>;
  /** Shape of the output. */
  readonly shape: readonly number[];
  /** Number of workgroups; more may run. */
  readonly groups: number;
  /** Invocations of a workgroup. */
  readonly groupSize: number;
}

/** Runs a shader and returns its output, which the caller frees. */
export function runShader(
  backend: WebGPUBackend,
  run: ShaderRun,
): tf.TensorInfo {
  const integers = Object.entries(run.integers);
  const floats = Object.entries(run.floats ?? {});
  const output = backend.makeTensorInfo([...run.shape], "float32");
  const program = {
    variableNames: Object.keys(run.inputs),
    uniforms: [
      ...integers.map(([name]) => `${name} : i32, `),
      ...floats.map(([name]) => `${name} : f32, `),
    ].join(""),
    outputShape: flat(output).shape,
    dispatchLayout: { x: [0] },
    dispatch: [run.groups, 1, 1] as [number, number, number],
    workgroupSize: [run.groupSize, 1, 1] as [number, number, number],
    shaderKey: `fullgrad_${run.name}`,
    getUserCode: () => run.code,
  };
  backend.runWebGPUProgram(
    program,
    Object.values(run.inputs).map(flat),
    "float32",
    [
      ...integers.map(([, value]) => ({ type: "int32", data: [value] })),
      ...floats.map(([, value]) => ({ type: "float32", data: [value] })),
    ],
    flat(output),
  );
  return output;
}

/** The same values with one axis: tfjs then has one variant of a shader. */
function flat(tensor: tf.TensorInfo): tf.TensorInfo {
  return { ...tensor, shape: [tf.util.sizeFromShape(tensor.shape)] };
}
