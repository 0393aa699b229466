/**
 * Counts uses of service account tokens as kube-apiserver does: one use in `usePeriodMs` for each token, which is how long it remembers a
 * verdict.
 */

export const usePeriodMs = 10_000;

export interface CountedToken {
  /** When its use was counted last. */
  countedAtMs: number;
}

export class TokenUses {
  /** Of tokens that say when they should be renewed: used after that, and before. */
  stale = 0;
  valid = 0;
  /** Of tokens kept in secrets: all, and by who made them. */
  legacy = 0;
  legacyAuto = 0;
  legacyManual = 0;
  invalidLegacyAuto = 0;

  countRenewable(
    token: CountedToken,
    { warnAfter, nowMs }: { readonly warnAfter: number; readonly nowMs: number },
  ): void {
    if (this.#isRemembered(token, nowMs)) return;
    this[nowMs > warnAfter * 1000 ? "stale" : "valid"]++;
  }

  countLegacy(
    token: CountedToken,
    {
      nowMs,
      isAutomatic,
      isMarked,
    }: { readonly nowMs: number; readonly isAutomatic: boolean; readonly isMarked: boolean },
  ): void {
    if (this.#isRemembered(token, nowMs)) return;
    if (isMarked) {
      if (isAutomatic) this.invalidLegacyAuto++;
      return;
    }
    this.legacy++;
    if (isAutomatic) this.legacyAuto++;
    else this.legacyManual++;
  }

  #isRemembered(token: CountedToken, nowMs: number): boolean {
    if (nowMs - token.countedAtMs < usePeriodMs) return true;
    token.countedAtMs = nowMs;
    return false;
  }
}
