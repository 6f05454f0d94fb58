internal import Foundation

/// What the kernel says of this process's memory, in bytes.
public struct ProcessMemory: Sendable, Equatable {
  /// What is resident now (`VmRSS`).
  public let residentBytes: Int
  /// The most that was resident at once (`VmHWM`).
  public let peakResidentBytes: Int

  /// Reads the figures at this instant, from `/proc/self/status`; `nil` where there is none.
  public static func now() -> ProcessMemory? {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return nil
    }
    return ProcessMemory(status: text)
  }

  /// - Parameter status: the text of `/proc/PID/status`, described in proc(5).
  init?(status: String) {
    func bytes(_ field: String) -> Int? {
      guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(field) }) else {
        return nil
      }
      let words = line.dropFirst(field.count).split(whereSeparator: \.isWhitespace)
      guard words.count == 2, words[1] == "kB", let kilobytes = Int(words[0]), kilobytes >= 0
      else { return nil }
      let (bytes, overflow) = kilobytes.multipliedReportingOverflow(by: 1024)
      return overflow ? nil : bytes
    }
    guard let resident = bytes("VmRSS:"), let peak = bytes("VmHWM:") else { return nil }
    residentBytes = resident
    peakResidentBytes = peak
  }
}
