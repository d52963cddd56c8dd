/** When a training ends before its last epoch: plain data. */
export interface EarlyStop {
  /**
   * What is watched at the end of every epoch: the mean training loss, or, with
   * validation data, its loss or accuracy.
   *
   * @default {"validationLoss"} with validation data, else "loss"
   */
  readonly of?: "loss" | "validationLoss" | "validationAccuracy";
  /**
   * Ends it after so many epochs without a new best, 1 or more. The model then
   * gets the weights of its best epoch back.
   *
   * @default none
   */
  readonly patience?: number;
  /**
   * Ends it as soon as the value is as good as this.
   *
   * @default none
   */
  readonly goal?: number;
}
