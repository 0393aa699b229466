/** What a person reads when a conversion is not possible: the place, then why. */
export class ConvertError extends Error {
  /** `place`: file, and document where there are several. */
  constructor(place: string, why: string, options?: ErrorOptions) {
    super(`${place}: ${why}`, options);
    this.name = "ConvertError";
  }
}
