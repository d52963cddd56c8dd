/** What must not be concluded from a randomization test, for every figure of one. */
export const RANDOMIZATION_LIMITS: readonly string[] = [
  "Not a ranking of methods: uninformative noise maps score best, and randomization from the top keeps the scale of the activations below (Binder et al. 2023).",
  "Images with one centred object confound it: maps stay alike because the object stays where it is (Yona & Greenfeld 2021).",
];

/** The same in few words, for the line below a title. */
export const RANDOMIZATION_LIMITS_SHORT =
  "Not a ranking of methods (Binder 2023); centred objects confound it (Yona & Greenfeld 2021)";
