public import ArgumentParser
public import Dataflow
import Foundation
import Logging
import Stages
import Telemetry

/// The options of every command that runs a graph.
struct RunOptions: ParsableArguments {
  // Of what is parsed by a function, the help doesn't say the default by itself.
  private static let usualMemory = ByteCount(bytes: 2 << 30)
  private static let usualCacheSize = ByteCount(bytes: 50 << 30)
  private static let leastCacheSize = ByteCount(bytes: 1 << 16)

  @Option(
    parsing: .unconditional,
    help: "The most memory that slices on their way may hold (default: \(usualMemory)).",
    transform: ByteCount.parsed)
  var memory = Self.usualMemory

  @Option(help: "Threads for arithmetic (default: one for each processor).")
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "What a failing case does: quarantine sets it aside and goes on, stop ends the run.",
      valueName: "policy"))
  var onFailure: FailurePolicy.LastResort?

  @Flag(help: "Try again what was set aside by an earlier run, though nothing about it changed.")
  var retryQuarantined = false

  @Option(
    help: ArgumentHelp(
      "A folder of embeddings that runs share: what one has encoded, no other encodes again.",
      valueName: "folder"))
  var cache: String?

  @Option(
    help: ArgumentHelp(
      "The most that the cache may hold; what was used least recently goes first (default: "
        + "\(usualCacheSize))."),
    transform: ByteCount.parsed)
  var cacheSize = Self.usualCacheSize

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How long what is in flight may take to finish after Ctrl-C or SIGTERM.",
      valueName: "seconds"))
  var drain = 30

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Serve metrics for Prometheus on this port of this machine (0: any that is free).",
      valueName: "port"))
  var metricsPort: Int?

  @Option(
    help: ArgumentHelp("The address to serve metrics on.", valueName: "address"))
  var metricsAddress = MetricsServer.loopback

  @Flag(help: "Report progress and the result as JSON lines on standard output.")
  var json = false

  @Flag(name: .shortAndLong, help: "Say more of what happens.")
  var verbose = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads), but must be 1 to 1024.")
    }
    if let metricsPort, !(0...65_535).contains(metricsPort) {
      throw ValidationError("--metrics-port is \(metricsPort), but must be 0 to 65535.")
    }
    if cache?.isEmpty == true {
      throw ValidationError("--cache needs a folder; its name is empty.")
    }
    guard cacheSize.bytes >= Self.leastCacheSize.bytes else {
      throw ValidationError(
        "--cache-size is \(cacheSize), too little for an embedding; give \(Self.leastCacheSize) or more, such "
          + "as \(Self.usualCacheSize).")
    }
    guard (0...86_400).contains(drain) else {
      throw ValidationError("--drain is \(drain), but must be 0 to 86400 seconds.")
    }
  }

  /// The cache, if one is asked for.
  func embeddingCache() throws -> EmbeddingCache? {
    try cache.map { path in
      do {
        let logger = logger
        return try EmbeddingCache(path: path, limit: cacheSize.bytes) { logger.warning("\($0)") }
      } catch let error as CacheFolderError {
        throw CommandFailure(.badInput, "error: \(error)")
      } catch {
        throw CommandFailure(
          .badInput, "error: the cache: \(error); give --cache a folder that can be written to")
      }
    }
  }

  var threadCount: Int { threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount) }

  var logger: Logger {
    var logger = Logger(label: "sluice") { _ in PlainLogHandler() }
    logger.logLevel = verbose ? .info : .warning
    return logger
  }
}

extension FailurePolicy.LastResort: ExpressibleByArgument {}

/// A number of bytes as people write it: `2GiB`, `512MB`, `1048576`.
struct ByteCount: CustomStringConvertible {
  let bytes: Int

  init(bytes: Int) {
    self.bytes = bytes
  }

  @Sendable static func parsed(_ argument: String) throws -> ByteCount {
    let units = [
      "": 1.0, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "kib": 1024,
      "mib": 1_048_576, "gib": 1_073_741_824, "tib": 1_099_511_627_776, "k": 1024,
      "m": 1_048_576, "g": 1_073_741_824,
    ]
    let digits = argument.prefix { $0.isNumber || $0 == "." }
    let unit = argument.dropFirst(digits.count).trimmingCharacters(in: .whitespaces).lowercased()
    guard let number = Double(digits), let factor = units[unit], number * factor >= 1,
      number * factor < 1e18
    else {
      throw ValidationError(
        "expected a number of bytes, at least 1, such as 2GiB, 512MB or 1048576")
    }
    return ByteCount(bytes: Int(number * factor))
  }

  var description: String { bytes.formattedBytes.replacingOccurrences(of: " ", with: "") }
}
