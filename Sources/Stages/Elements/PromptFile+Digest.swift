import DurableFiles
import Foundation
import Imaging

extension PromptFile {
  /// A digest of the prompts of one case; the same whatever else the file holds.
  func digest(ofCase id: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let records = slices(of: id).flatMap { slice in
      prompts(caseID: id, slice: slice).map {
        PromptRecord(caseID: id, slice: slice, prompt: $0)
      }
    }
    return Digest.sha256(of: (try? encoder.encode(records)).map(Array.init) ?? [])
  }
}
