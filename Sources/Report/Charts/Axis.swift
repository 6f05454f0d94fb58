import Foundation

/// The scale of a chart: which values it shows, where its ticks are and how they read.
public struct Axis: Sendable, Equatable {
  public struct Tick: Sendable, Equatable {
    public let value: Double
    public let label: String
  }

  /// The values at both ends; never of zero width.
  public let domain: ClosedRange<Double>
  public let ticks: [Tick]
  /// What is measured, with its unit.
  public let title: String

  /// Plain numbers over `range`, with about `count` ticks at multiples of 1, 2 or 5.
  ///
  /// - Parameter nice: widens the range to the next ticks.
  public static func linear(
    _ range: ClosedRange<Double>, title: String, count: Int = 5, nice: Bool = false
  ) -> Axis {
    var range = widened(range)
    let step = step(range, count: count, multiples: [1, 2, 5, 10])
    if nice {
      let lower = (range.lowerBound / step).rounded(.down) * step
      let upper = (range.upperBound / step).rounded(.up) * step
      range = lower...max(lower, upper)
    }
    let places = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    return Axis(
      domain: range, ticks: ticks(range, step: step) { $0.decimals(min(places, 9)) }, title: title)
  }

  /// Seconds from 0 to `end`, with ticks at round seconds, minutes, hours or days.
  public static func time(to end: Double, title: String = "running time", count: Int = 6) -> Axis {
    let range = widened(0...max(end, 0))
    let steps: [Double] = [
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
    ]
    let wanted = range.upperBound / Double(max(count, 1))
    if wanted < 1 {
      let linear = Axis.linear(range, title: title, count: count)
      return Axis(
        domain: range,
        ticks: linear.ticks.map {
          Tick(value: $0.value, label: $0.value == 0 ? "0" : "\($0.label) s")
        }, title: title)
    }
    let step = steps.first { $0 >= wanted } ?? (wanted / 86_400).rounded(.up) * 86_400
    return Axis(domain: range, ticks: ticks(range, step: step, label: roundTime), title: title)
  }

  /// Bytes from 0 to `end`, with ticks at powers of two of KiB, MiB or GiB.
  public static func bytes(to end: Double, title: String, count: Int = 4) -> Axis {
    let range = widened(0...max(end, 1))
    let wanted = range.upperBound / Double(max(count, 1))
    let step = pow(2, log2(max(wanted, 1)).rounded(.up))
    return Axis(
      domain: range, ticks: ticks(range, step: step) { $0.integer.bytes }, title: title)
  }

  /// Where `value` lies, 0 at the lower end to 1 at the upper; values outside are moved to the ends.
  public func position(_ value: Double) -> Double {
    guard value.isFinite else { return 0 }
    let share = (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
    return min(max(share, 0), 1)
  }

  private static func widened(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    guard range.lowerBound.isFinite, range.upperBound.isFinite else { return 0...1 }
    guard range.upperBound - range.lowerBound <= abs(range.upperBound) * 1e-12 else {
      return range
    }
    return range.lowerBound...(range.lowerBound + max(abs(range.lowerBound), 1))
  }

  private static func step(
    _ range: ClosedRange<Double>, count: Int, multiples: [Double]
  ) -> Double {
    let wanted = (range.upperBound - range.lowerBound) / Double(max(count, 1))
    let power = pow(10, log10(wanted).rounded(.down))
    return (multiples.first { $0 * power >= wanted * (1 - 1e-9) } ?? 10) * power
  }

  private static func ticks(
    _ range: ClosedRange<Double>, step: Double, label: (Double) -> String
  ) -> [Tick] {
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 100 else { return [] }
    return stride(from: first, through: last, by: 1).map {
      // Adding zero turns a negative zero into zero.
      let value = $0 * step + 0
      return Tick(value: value, label: label(value))
    }
  }

  /// A round time in its largest unit: `0`, `30 s`, `5 min`, `1.5 h`.
  private static func roundTime(_ seconds: Double) -> String {
    func text(_ value: Double, _ unit: String) -> String {
      value == value.rounded() ? "\(value.integer) \(unit)" : "\(value.decimals(1)) \(unit)"
    }
    switch seconds {
    case 0: return "0"
    case ..<60: return text(seconds, "s")
    case ..<3600:
      return seconds.truncatingRemainder(dividingBy: 60) == 0
        ? text(seconds / 60, "min") : text(seconds, "s")
    case ..<172_800:
      return seconds.truncatingRemainder(dividingBy: 1800) == 0
        ? text(seconds / 3600, "h") : text(seconds / 60, "min")
    default: return text(seconds / 86_400, "d")
    }
  }
}
