/** Loads a model by its name, in a process of its own: `NAME ENDPOINT`. */
import { loadModel } from "../../../lib/model/mod.ts";

const [name, endpoint] = Deno.args;
const model = await loadModel(name!, { endpoint });
console.log(JSON.stringify(model.classNames));
model.dispose();
Deno.exit(0);
