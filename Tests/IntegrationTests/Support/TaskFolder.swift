import Foundation

/// A small Decathlon task of three good cases, `a`, `b` and `c`, to spoil one of.
struct TaskFolder {
  let path: String
  static let cases = ["a", "b", "c"]

  init(_ path: String) throws {
    self.path = path
    for folder in ["imagesTr", "labelsTr"] {
      try FileManager.default.createDirectory(
        atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
    }
    for name in Self.cases {
      try ScanFile.scan.write(to: image(name))
      try ScanFile.label.write(to: label(name))
    }
    try write(description: Self.description)
  }

  static let description = """
    {
      "name": "Spoilt", "modality": {"0": "CT"},
      "labels": {"0": "background", "1": "organ"},
      "training": [
        {"image": "./imagesTr/a.nii", "label": "./labelsTr/a.nii"},
        {"image": "./imagesTr/b.nii", "label": "./labelsTr/b.nii"},
        {"image": "./imagesTr/c.nii", "label": "./labelsTr/c.nii"}
      ]
    }
    """

  func image(_ name: String) -> String { "\(path)/imagesTr/\(name).nii" }
  func label(_ name: String) -> String { "\(path)/labelsTr/\(name).nii" }

  func write(description: String) throws {
    try Data(description.utf8).write(to: URL(fileURLWithPath: "\(path)/dataset.json"))
  }

  /// Puts a gzipped image in the place of `b`'s.
  func gzipImage(_ change: (inout Data) -> Void) throws {
    let plain = image("b")
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-n", plain]
    try gzip.run()
    gzip.waitUntilExit()
    let url = URL(fileURLWithPath: "\(plain).gz")
    var data = try Data(contentsOf: url)
    change(&data)
    try data.write(to: url)
    try write(
      description: Self.description.replacing("imagesTr/b.nii", with: "imagesTr/b.nii.gz"))
  }

  /// `sluice label` on this task with the model that ships with the project.
  func label(
    into out: String, prompt: String = "box", _ more: String...
  ) async throws -> SluiceProgram.Outcome {
    try await SluiceProgram.run(
      ["label", "--dataset", path, "--checkpoint", Package.checkpoint, "--out", out]
        + (more.contains("--prompts") ? [] : ["--prompt", prompt]) + more)
  }
}
