/** The version of Node that the package needs, or a later one. */
export const LEAST_NODE = 22;

/**
 * A module that refuses an older Node, which would run until it meets a function
 * that it has not. A page and Deno pass.
 */
export const REQUIRE_NODE: string =
  `const { node } = globalThis.process?.versions ?? {};
if (Number.parseInt(node) < ${LEAST_NODE}) {
  throw new Error(
    \`Cannot run fullgrad as Node must be version ${LEAST_NODE} or later: current version is \${node}\`,
  );
}
`;
