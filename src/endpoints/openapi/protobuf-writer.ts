/** Appends protobuf fields to one growing buffer. Nested messages are written in place: their length is put in front afterwards. */

const initialBytes = 64 * 1024;
/** Room kept in front of a nested message: lengths below 2 MiB. Longer ones move by what is lacking. */
const lengthRoom = 3;

const varintWire = 0;
const fixed64Wire = 1;
const bytesWire = 2;

export class ProtobufWriter {
  #buffer = Buffer.allocUnsafe(initialBytes);
  #length = 0;

  /** What was written; a copy of the right size. */
  bytes(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#length));
  }

  text(field: number, value: string): void {
    this.#tag(field, bytesWire);
    const size = Buffer.byteLength(value);
    this.#varint(size);
    this.#reserve(size);
    this.#length += this.#buffer.write(value, this.#length);
  }

  bool(field: number, value: boolean): void {
    this.integer(field, value ? 1 : 0);
  }

  /** A whole number that is not negative. */
  integer(field: number, value: number): void {
    this.#tag(field, varintWire);
    this.#varint(value);
  }

  double(field: number, value: number): void {
    this.#tag(field, fixed64Wire);
    this.#reserve(8);
    this.#length = this.#buffer.writeDoubleLE(value, this.#length);
  }

  nested(field: number, write: () => void): void {
    this.#tag(field, bytesWire);
    this.#reserve(lengthRoom);
    const start = this.#length;
    this.#length += lengthRoom;
    write();
    const size = this.#length - start - lengthRoom;
    const shift = varintSize(size) - lengthRoom;
    if (shift > 0) this.#reserve(shift);
    if (shift !== 0) this.#buffer.copyWithin(start + lengthRoom + shift, start + lengthRoom, this.#length);
    this.#length = start;
    this.#varint(size);
    this.#length += size;
  }

  #tag(field: number, wire: number): void {
    this.#varint(field * 8 + wire);
  }

  #varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#length++] = rest;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}
