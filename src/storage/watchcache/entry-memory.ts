/**
 * Memory for the bytes of live entries: packed into slabs, because tens of thousands of small ArrayBuffers cost more in bookkeeping
 * than they hold. A slab that is less than half alive is emptied into the current one, so one survivor never keeps 64 KiB.
 *
 * Example: 70 entries of 0.9 kB fill a slab; 36 of them are replaced by updates; the other 34 move and the slab is free to go, as soon as
 * older snapshots let go of the 36.
 */

/** Where an entry's bytes live; the entry is moved by giving it new `bytes` with the same content. */
export interface SlabTenant {
  bytes: Buffer;
  slab: Slab | undefined;
  slabIndex: number;
}

export interface Slab {
  readonly buffer: Buffer;
  usedBytes: number;
  liveBytes: number;
  readonly tenants: SlabTenant[];
}

/** A small resource must not hold a large slab: sizes double from the first to the last. */
const FIRST_SLAB_BYTES = 4 * 1024;
const LAST_SLAB_BYTES = 64 * 1024;
/** Larger values get a buffer of their own, so the unused tail of a slab stays below a quarter. */
const SHARED_MAX_BYTES = LAST_SLAB_BYTES / 4;

export class EntryMemory {
  #current: Slab | undefined;
  #nextSlabBytes = FIRST_SLAB_BYTES;

  /** Room for `size` bytes, uninitialised; the tenant's `bytes` is set to it. */
  allocate(tenant: SlabTenant, size: number): Buffer {
    if (size > SHARED_MAX_BYTES) {
      tenant.bytes = Buffer.allocUnsafeSlow(size);
      return tenant.bytes;
    }
    let slab = this.#current;
    // More than once only while slabs are small: emptying the last one may have filled the new one.
    while (slab === undefined || slab.usedBytes + size > slab.buffer.length) slab = this.#openSlab(size);
    tenant.bytes = slab.buffer.subarray(slab.usedBytes, slab.usedBytes + size);
    tenant.slab = slab;
    tenant.slabIndex = slab.tenants.length;
    slab.tenants.push(tenant);
    slab.usedBytes += size;
    slab.liveBytes += size;
    return tenant.bytes;
  }

  /** The entry is no longer part of the current state. Whoever still holds it can go on reading its bytes. */
  retire(tenant: SlabTenant): void {
    const slab = tenant.slab;
    if (slab === undefined) return;
    tenant.slab = undefined;
    slab.liveBytes -= tenant.bytes.length;
    const last = slab.tenants.pop();
    if (last !== undefined && last !== tenant) {
      last.slabIndex = tenant.slabIndex;
      slab.tenants[tenant.slabIndex] = last;
    }
    if (slab !== this.#current && slab.liveBytes * 2 < slab.buffer.length) this.#evacuate(slab);
  }

  #openSlab(size: number): Slab {
    while (this.#nextSlabBytes < size) this.#nextSlabBytes *= 2;
    const buffer = Buffer.allocUnsafeSlow(this.#nextSlabBytes);
    this.#nextSlabBytes = Math.min(this.#nextSlabBytes * 2, LAST_SLAB_BYTES);
    const left = this.#current;
    this.#current = { buffer, usedBytes: 0, liveBytes: 0, tenants: [] };
    // It may have been thinned out while it was the current one.
    if (left !== undefined && left.liveBytes * 2 < left.buffer.length) this.#evacuate(left);
    return this.#current;
  }

  #evacuate(slab: Slab): void {
    for (const tenant of slab.tenants.splice(0)) {
      const old = tenant.bytes;
      old.copy(this.allocate(tenant, old.length));
    }
    slab.liveBytes = 0;
  }
}
