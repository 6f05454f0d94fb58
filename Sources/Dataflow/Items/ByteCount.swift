extension Int {
  /// This number of bytes for people: `1.5 GiB`, `640 KiB`, `12 B`.
  public var formattedBytes: String {
    let units = ["KiB", "MiB", "GiB", "TiB"]
    guard self >= 1024 else { return "\(self) B" }
    if self == .max { return "unlimited" }
    var value = Double(self) / 1024
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    let tenths = (value * 10).rounded() / 10
    let text = tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
    return "\(text) \(units[unit])"
  }
}
