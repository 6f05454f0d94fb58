/// Maps HU to grey bytes: `(R, C)` float HU to `(R, C)` bytes 0 … 255.
///
/// The arithmetic is the published study's, in `Float` and step by step, so that the bytes equal
/// NumPy's: clip, `(v − low) / (high − low)`, optionally stretch to the slice's own minimum and
/// maximum, times 255, truncated. NaN counts as `low` (NumPy leaves it undefined); infinities
/// are clipped like any other value.
public func windowed(
  _ hu: Plane<Float>, _ window: HUWindow, stretch: SliceStretch = .minMax
) -> Plane<UInt8> {
  let low = Float(window.low)
  let high = Float(window.high)
  let width = Float(window.high - window.low)
  let unit = hu.pixels.map { value -> Float in
    let clipped = value > low ? (value < high ? value : high) : low
    return (clipped - low) / width
  }
  let bytes: [UInt8]
  switch stretch {
  case .windowOnly:
    // low and high rounded to Float can lie a hair further apart than the rounded width
    bytes = unit.map { UInt8(min($0 * 255, 255)) }
  case .minMax:
    var (smallest, largest) = (Float.infinity, -Float.infinity)
    for value in unit {
      smallest = min(smallest, value)
      largest = max(largest, value)
    }
    let range = largest - smallest
    bytes =
      range > 0
      ? unit.map { UInt8(($0 - smallest) / range * 255) }
      : [UInt8](repeating: 0, count: unit.count)
  }
  return Plane(rows: hu.rows, columns: hu.columns, pixels: bytes)
}
