import Foundation
import GraphFile
import Training

extension TrainingOptions {
  /// As JSON: equal for equal options.
  var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  /// Makes sure that a training with these options can go on with one that is there.
  ///
  /// - Throws: `StageError` naming what differs.
  func checkUnchanged(since earlier: String, in folder: String) throws {
    let changes = Self.changes(from: earlier, to: try text)
    guard changes.isEmpty else {
      throw StageError.inTheWay(
        stage: UNetTrainer.description.kind,
        "\(folder) holds a training with other options (\(changes.joined(separator: "; "))); it is left "
          + "as it is. Give another --out, or remove that folder to train anew")
    }
  }

  /// Which options differ, in words.
  static func changes(from old: String, to new: String) -> [String] {
    func members(_ text: String) -> [String: String] {
      let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      return (object ?? [:]).mapValues { "\($0)" }
    }
    let (old, new) = (members(old), members(new))
    return Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map { name in
      "\(name): \(old[name] ?? "not set") before, \(new[name] ?? "not set") now"
    }
  }

  /// Makes sure that the model to begin with is a network of this kind and size. How many classes it is
  /// to have is known only with the samples.
  ///
  /// - Throws: `StageError`, or what reading the file throws.
  func checkStart() throws {
    guard let start else { return }
    let model = try SegmentationModel(checkpoint: start).description
    let wanted = description(classes: 1)
    guard model.kind == wanted.kind, model.channels == wanted.channels,
      model.inChannels == wanted.inChannels,
      model.kind == .plain || model.residualUnits == wanted.residualUnits
    else {
      throw StageError.option(
        stage: UNetTrainer.description.kind,
        "start: \(start) is a network of \(model.kind.rawValue), channels \(model.channels), "
          + "residual-units \(model.residualUnits); expected \(wanted.kind.rawValue), channels "
          + "\(wanted.channels), residual-units \(wanted.residualUnits)")
    }
  }
}
