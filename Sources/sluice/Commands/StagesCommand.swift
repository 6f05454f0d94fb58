import ArgumentParser
import GraphFile
import Stages

/// `sluice stages`: the catalog.
struct StagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stages", abstract: "List the stages that graphs are made of.",
    discussion: "Examples: sluice stages; sluice stages mask-decoder")

  @Argument(help: "Show everything about one kind of stage.")
  var kind: String?

  func run() throws {
    print(try kind.map { try stageCatalog.detail(of: $0) } ?? stageCatalog.listing)
  }
}
