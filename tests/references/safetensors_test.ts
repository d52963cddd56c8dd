import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { safetensors, withHeader } from "../../data/safetensors.ts";
import { readSafetensors } from "./safetensors.ts";

async function withFile(
  bytes: Uint8Array,
  body: (path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, bytes);
    await body(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("readSafetensors() reads every type, at any offset", async () => {
  const arrays = {
    u: new Uint8Array([1, 2, 255]),
    f: Float32Array.of(0.5, -1),
    d: Float64Array.of(Math.PI),
    i: Int32Array.of(-7),
    l: BigInt64Array.of(-(2n ** 40n)),
  };
  const tensors = new Map(
    Object.entries(arrays).map(([name, values]) => [
      name,
      { shape: [1, values.length], values },
    ]),
  );
  await withFile(safetensors(tensors), async (path) => {
    const read = await readSafetensors(path);
    assertEquals([...read.keys()], [...tensors.keys()]);
    for (const [name, { shape, values }] of tensors) {
      assertEquals(read.get(name)!.data, values);
      assertEquals(read.get(name)!.shape, shape);
    }
  });
});

Deno.test("readSafetensors() rejects sizes that lie", async () => {
  const entry = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
  const lies = [
    { ...entry, data_offsets: [0, 80], shape: [20] },
    { ...entry, shape: [3] },
    { ...entry, dtype: "F16" },
  ];
  for (const lie of lies) {
    await withFile(withHeader({ t: lie }, new Uint8Array(8)), async (path) => {
      await assertRejects(() => readSafetensors(path), SyntaxError, 'as "t"');
    });
  }
});

const shared = Deno.env.get("FULLGRAD_SHARED") ??
  fileURLToPath(new URL("../../../shared", import.meta.url));
const folder = Deno.env.get("FULLGRAD_REFERENCES") ?? `${shared}/references`;
const file = `${folder}/resnet20_cifar10/expected.safetensors`;

Deno.test({
  name: "readSafetensors() reads the references of ResNet-20",
  ignore: !(await Deno.stat(file).then(() => true, () => false)),
  fn: async () => {
    const tensors = await readSafetensors(file);
    assertEquals(tensors.get("x")!.shape, [3, 32, 32, 3]);
    const { data, shape } = tensors.get("logits")!;
    assertEquals(shape, [3, 10]);
    const target = tensors.get("target")!.data;
    const logit = Number(data[Number(target[0])]);
    assert(Math.abs(logit - 14.53) < 0.01, `logit ${logit}`);
  },
});
