import Dataflow
import DurableFiles
import Foundation
import GraphFile
import Logging
import Stages
import Synchronization
import Tensors

/// A run folder with all that stages share, to run graphs in.
struct TestRun {
  let folder: TestFolder
  /// The run's folder within it.
  let name: String
  let environment: LabelingEnvironment
  private let journal: Journal?
  private let files: any FileSystem
  let log = RecordedLog()

  /// The small model that the project ships.
  static let checkpoint = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../graphs/models/sam-tiny-ct.safetensors").standardizedFileURL
    .path
  /// Loaded once for all tests.
  private static let models = ModelLibrary()

  /// - Parameter files: gives the run a journal, and is what everything is written through.
  init(
    in folder: TestFolder, name: String = "run", threads: Int = 2,
    resumable files: (any FileSystem)? = nil
  ) throws {
    self.folder = folder
    let path = folder.file(name)
    if let files { try files.makeFolder(path) }
    let journal = try files.map { try Journal(path: "\(path)/journal", root: path, files: $0) }
    self.journal = journal
    self.files = files ?? LocalFileSystem()
    self.name = name
    let log = log
    environment = LabelingEnvironment(
      folder: RunFolder(folder.file(name)), team: ThreadTeam(threads: threads), models: Self.models,
      logger: Logger(label: "test") { _ in RecordingHandler(log: log) }, journal: journal,
      files: self.files)
  }

  /// A graph file's text; `$model` stands for the checkpoint.
  static func plan(_ yaml: String) -> GraphPlan<LabelingEnvironment> {
    let text = yaml.replacingOccurrences(of: "$model", with: checkpoint)
    return GraphPlan(GraphSpec.parse(text: text, file: "test.yaml"), catalog: stageCatalog)
  }

  func graph(_ yaml: String) throws -> Graph {
    try Self.plan("name: test\nstages:\n" + yaml).build(environment: environment)
  }

  @discardableResult
  func run(
    _ yaml: String, budget: Int = .max, control: RunControl = RunControl(),
    onStart: (RunMonitor) -> Void = { _ in }
  ) async throws -> RunOutcome {
    try await run(graph(yaml), budget: budget, control: control, onStart: onStart)
  }

  @discardableResult
  func run(
    _ graph: Graph, budget: Int = .max, control: RunControl = RunControl(),
    onStart: (RunMonitor) -> Void = { _ in }
  ) async throws -> RunOutcome {
    try await GraphRunner(
      budget: budget, journal: journal, files: files,
      logger: environment.logger
    ).run(graph, control: control, onStart: onStart)
  }
}

/// Remembers what stages log.
final class RecordedLog: Sendable {
  fileprivate let lines = Mutex<[String]>([])

  var messages: [String] { lines.withLock { $0 } }

  func add(_ line: String) { lines.withLock { $0.append(line) } }
}

private struct RecordingHandler: LogHandler {
  let log: RecordedLog
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    log.lines.withLock { $0.append("\(event.message)") }
  }
}
