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

  /// The sum, or the largest `Int` where there is none: sizes come from files and may be absurd.
  func saturatingSum(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  /// The product, or the largest `Int` where there is none.
  func saturatingProduct(_ other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
