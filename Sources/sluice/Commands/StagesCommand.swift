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
    guard let kind else { return print(stageCatalog.listing()) }
    guard let text = stageCatalog.details(kind) else {
      let kinds = stageCatalog.descriptions.map(\.kind).joined(separator: ", ")
      throw CommandFailure(.badInput, "error: no stage is called \"\(kind)\"; there are \(kinds)")
    }
    print(text)
  }
}
