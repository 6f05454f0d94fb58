import ArgumentParser

/// `sluice bench channels`.
struct ChannelsBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channels",
    abstract: "Time this project's channels and graphs beside AsyncChannel, in one run.",
    discussion: "Example: sluice bench channels --items 100000")

  @Option(help: "How many items go through each.")
  var items = 100_000

  func validate() throws {
    if items < 1 { throw ValidationError("--items is \(items), but must be at least 1.") }
  }

  func run() async throws {
    let rows = try await channelBench(items: items).map {
      [$0.path, $0.carrier, "\(Int($0.itemsPerSecond))"]
    }
    print(TextTable(header: ["path", "carrier", "items per second"], rows: rows).text)
  }
}
