/** What every stream has besides its socket: whom to tell that writing may go on, and that the peer is gone. */

export abstract class ListenedStream {
  /** A write had to wait: its writer is told when the socket has room. */
  protected owesDrain = false;
  #onDrain: (() => void) | undefined;
  #onClose: (() => void) | undefined;

  onDrain(listener: () => void): void {
    this.#onDrain = listener;
  }

  onClose(listener: () => void): void {
    this.#onClose = listener;
  }

  /** Only when it is owed. */
  protected tellDrain(): void {
    if (!this.owesDrain) return;
    this.owesDrain = false;
    this.#onDrain?.();
  }

  /** Once. */
  protected tellClose(): void {
    const onClose = this.#onClose;
    this.#onClose = undefined;
    onClose?.();
  }

  /** Who cuts a stream need not be told. */
  protected forgetClose(): void {
    this.#onClose = undefined;
  }
}
