/** What is made on first use and kept: beside a key of a map, or for as long as an object lives. */

/** The value at `key`, made and kept when there is none. */
export function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

/** Gives each object what `make` made of it the first time. Nothing is kept longer than its object. */
export function oncePer<K extends WeakKey, V>(make: (of: K) => V): (of: K) => V {
  const memo = new WeakMap<K, { readonly made: V }>();
  return (of) => {
    const known = memo.get(of);
    if (known !== undefined) return known.made;
    const made = make(of);
    memo.set(of, { made });
    return made;
  };
}
