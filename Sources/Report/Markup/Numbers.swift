import Foundation

extension Double {
  /// As a coordinate of a picture: at most one decimal.
  var coordinate: String {
    guard isFinite, abs(self) < 1e9 else { return "0" }
    let tenths = (self * 10).rounded()
    let whole = (tenths / 10).rounded(.towardZero)
    guard tenths != whole * 10 else { return whole == 0 ? "0" : "\(Int(whole))" }
    return String(format: "%.1f", tenths / 10)
  }

  /// With a fixed number of decimals, whatever the locale.
  func decimals(_ count: Int) -> String {
    String(format: "%.\(count)f", self)
  }

  /// The nearest whole number; numbers too large for an `Int` become the largest round ones, and
  /// what is no number becomes 0.
  var integer: Int {
    isNaN ? 0 : Int(Swift.min(Swift.max(rounded(), -1e18), 1e18))
  }

  /// A share of 0 to 1 as `87 %`.
  var percent: String {
    guard isFinite else { return "–" }
    let value = self * 100
    return value > 0 && value < 1 ? "< 1 %" : "\(value.integer) %"
  }

  /// Seconds as people say them: `0.42 s`, `38 s`, `4 min 05 s`, `7 h 30 min`, `2 d 03 h`.
  var duration: String {
    guard isFinite, self >= 0, self < 1e12 else { return "–" }
    if self < 0.0995 {
      return self == 0 ? "0 s" : "\((self * 1000).decimals(self < 0.00995 ? 1 : 0)) ms"
    }
    if self < 9.95 { return "\(decimals(self < 0.995 ? 2 : 1)) s" }
    let seconds = Int(rounded())
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min \(padded(seconds % 60)) s"
    case ..<86_400: return "\(seconds / 3600) h \(padded(seconds / 60 % 60)) min"
    default: return "\(seconds / 86_400) d \(padded(seconds / 3600 % 24)) h"
    }
  }

  private func padded(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}

extension Int {
  /// With thin spaces between thousands: `12 345`.
  var grouped: String {
    var digits = Array(String(magnitude))
    var index = digits.count - 3
    while index > 0 && digits.count > 4 {
      digits.insert("\u{2009}", at: index)
      index -= 3
    }
    return (self < 0 ? "−" : "") + String(digits)
  }

  /// Bytes as `1.5 GiB`.
  var bytes: String {
    let units = ["KiB", "MiB", "GiB", "TiB", "PiB"]
    guard self >= 1024 else { return "\(self) B" }
    var value = Double(self) / 1024
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    let text = value.decimals(value < 100 ? 1 : 0)
    return "\(text.hasSuffix(".0") ? String(text.dropLast(2)) : text) \(units[unit])"
  }
}

/// `1 case`, `2 cases`.
func counted(_ number: Int, _ noun: String) -> String {
  "\(number.grouped) \(noun)\(number == 1 ? "" : "s")"
}
