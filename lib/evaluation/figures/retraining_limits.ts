/** What must not be concluded from a retraining, for every figure of one. */
export const RETRAINING_LIMITS: readonly string[] = [
  "Blurring a map improves its curve whatever the map knows (arXiv 2304.13836): only what beats the blurred random control says something.",
  "The retrained network sees which pixels are gone, and the form of what was removed can tell the class (Rong et al. 2022): it is another network than the one that was explained.",
];
