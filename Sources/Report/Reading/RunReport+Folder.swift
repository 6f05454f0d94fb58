import Foundation

extension RunReport {
  /// Reads a run folder, finished or not. Tables and pictures are gone through one by one, so that
  /// the number of cases makes no difference to memory.
  ///
  /// A file that is missing leaves its part out; one that is damaged leaves a sentence in `problems`.
  ///
  /// - Parameter leavingOut: tables and pictures that are passed over, relative to `folder`: what lies there
  ///   and says nothing of the run.
  /// - Throws: `RunReportError` if `folder` is no run folder.
  public init(folder: String, leavingOut: Set<String> = []) throws {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw RunReportError.noFolder(folder)
    }
    guard
      ["run.json", "metrics.json", "labels"].contains(where: {
        files.fileExists(atPath: "\(folder)/\($0)")
      })
    else { throw RunReportError.noRun(folder) }
    self.init(name: URL(fileURLWithPath: folder).standardizedFileURL.lastPathComponent)
    readRecords(folder)
    readTables(folder, leavingOut)
    readTrainings(folder)
    let study = StudyReader.read("\(folder)/study")
    self.study = study.study
    problems += study.problems
  }

  private mutating func readRecords(_ folder: String) {
    let request = RecordReader.read(Request.self, "\(folder)/run.json", name: "run.json")
    self.request = request.value
    let outcome = RecordReader.read(Outcome.self, "\(folder)/metrics.json", name: "metrics.json")
    // Those of an earlier session, if this one has not come to its end.
    self.outcome = SessionPhase.isOver(folder) ? outcome.value : nil
    let timeline = TimelineReader.read("\(folder)/timeline.jsonl")
    self.timeline = timeline.timeline
    let (quarantine, problem) = RecordReader.readQuarantine(
      "\(folder)/quarantine.jsonl", name: "quarantine.jsonl")
    self.quarantine = quarantine
    problems += [request.problem, outcome.problem, timeline.problem, problem].compactMap(\.self)
  }

  private mutating func readTables(_ folder: String, _ leftOut: Set<String>) {
    var pictures = GalleryReader(folder, leavingOut: leftOut)
    for prompts in FolderListing.names("\(folder)/labels")
    where !leftOut.contains("labels/\(prompts)/scores.csv") {
      let name = "labels/\(prompts)/scores.csv"
      let scores = ScoreReader(path: "\(folder)/\(name)", name: name, prompts: prompts).read {
        pictures.note(prompts, $0, $1, dice: $2)
      }
      if !scores.scores.labels.isEmpty { self.scores.append(scores.scores) }
      let provenance = "labels/\(prompts)/provenance.csv"
      let estimates = EstimateReader(
        path: "\(folder)/\(provenance)", name: provenance, prompts: prompts
      ).read()
      if estimates.estimates.masks > 0 { self.estimates.append(estimates.estimates) }
      problems += [scores.problem, estimates.problem].compactMap(\.self)
    }
    gallery = pictures.choose()
    gallery.labels = LabelColours.read("\(folder)/labels")
  }

  private mutating func readTrainings(_ folder: String) {
    for model in FolderListing.names("\(folder)/models") {
      let (curve, problem) = TrainingCurve.read("\(folder)/models/\(model)", model: model)
      if let curve { trainings.append(curve) }
      if let problem { problems.append(problem) }
    }
  }
}

/// How far the latest session of a run has come, from status.json.
private struct SessionPhase: Decodable {
  let phase: String

  /// Whether it has come to its end; true of a folder that doesn't say.
  static func isOver(_ folder: String) -> Bool {
    let file = URL(fileURLWithPath: "\(folder)/status.json")
    guard let data = try? Data(contentsOf: file),
      let status = try? JSONDecoder().decode(SessionPhase.self, from: data)
    else { return true }
    return status.phase == "ended"
  }
}
