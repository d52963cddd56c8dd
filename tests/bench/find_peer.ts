/** How PyTorch comes to a Debian, for the columns that need it. */
export const PEER_HINT =
  "No PyTorch here, so no columns of it. On Debian: apt-get install " +
  "--no-install-recommends python3-torch python3-torchvision libopenblas0-openmp";

/** The Python that has torch and torchvision, if there is one. */
export async function findPeer(): Promise<string | undefined> {
  for (const python of ["python3", "/usr/bin/python3"]) {
    try {
      const { success } = await new Deno.Command(python, {
        args: ["-c", "import torch, torchvision"],
        stdout: "null",
        stderr: "null",
      }).output();
      if (success) return python;
    } catch {
      // There is no such command.
    }
  }
  return undefined;
}

/**
 * What PyTorch needs to be at its best: unbound, the threads of OpenMP come to lie
 * on one core now and then, and wait for each other in vain.
 */
export const PEER_ENVIRONMENT = { OMP_PROC_BIND: "true" };
