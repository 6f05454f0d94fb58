/// The cases of an nnU-Net v2 raw dataset: `imagesTr/CASE_0000.nii.gz`, `labelsTr/CASE.nii.gz`.
///
/// A dataset of several channels gives the one that is called CT.
enum NNUNetLayout {
  static func cases(
    _ document: JSONDocument, folder: String, _ options: DatasetOptions
  ) throws -> [DatasetCase] {
    let (channel, count) = try channel(of: document)
    let ending = try fileEnding(of: document)
    if let listed = document.member("dataset", of: document.root) {
      return try listedCases(listed, channel: channel, count: count, document, folder)
    }
    let suffix = "_" + String(repeating: "0", count: max(0, 4 - "\(channel)".count)) + "\(channel)"
    var cases: [DatasetCase] = []
    if options.split != .test {
      cases = try folderCases(
        folder, images: "imagesTr", labels: "labelsTr", suffix: suffix + ending, ending: ending)
    }
    if options.split != .training || cases.isEmpty, fileExists(joined(folder, "imagesTs")) {
      cases += try folderCases(
        folder, images: "imagesTs", labels: nil, suffix: suffix + ending, ending: ending)
    }
    return cases
  }

  /// The number of the CT channel, and how many there are.
  private static func channel(of document: JSONDocument) throws -> (Int, count: Int) {
    guard let value = document.member("channel_names", of: document.root) else { return (0, 1) }
    let members = try document.object(value, "\"channel_names\"")
    let channels = try members.map { member -> (number: Int, name: String) in
      guard let number = Int(member.key), (0...9999).contains(number) else {
        throw document.error(
          member.value,
          "\"channel_names\" has key \"\(member.key)\", expected a channel's number: \"0\"")
      }
      return (number, try document.string(member.value, "\"channel_names\".\"\(member.key)\""))
    }
    if channels.count == 1 { return (channels[0].number, 1) }
    let ct = channels.filter { $0.name.lowercased() == "ct" }
    guard ct.count == 1 else {
      let names = channels.map { "\($0.number): \($0.name)" }.joined(separator: ", ")
      throw document.error(
        value, "\"channel_names\" lists \(names); expected exactly one that is called CT")
    }
    return (ct[0].number, channels.count)
  }

  private static func fileEnding(of document: JSONDocument) throws -> String {
    guard let value = document.member("file_ending", of: document.root) else { return ".nii.gz" }
    let ending = try document.string(value, "\"file_ending\"")
    guard NIfTIFileName(path: "case" + ending) != nil else {
      throw document.error(
        value, "\"file_ending\" is \"\(ending)\"; only .nii.gz, .nii and .hdr can be read")
    }
    return ending
  }

  private static func folderCases(
    _ folder: String, images: String, labels: String?, suffix: String, ending: String
  ) throws -> [DatasetCase] {
    let imageFolder = joined(folder, images)
    return try contents(ofFolder: imageFolder)
      .filter { !isHidden($0) && $0.hasSuffix(suffix) && $0.count > suffix.count }
      .map { file in
        let id = String(file.dropLast(suffix.count))
        return DatasetCase(
          id: id, imagePath: joined(imageFolder, file),
          labelPath: labels.map { joined(joined(folder, $0), id + ending) })
      }
      .sorted { $0.id < $1.id }
  }

  /// The explicit list that v2 allows: `"dataset": {"CASE": {"images": […], "label": …}}`.
  private static func listedCases(
    _ value: JSONValue, channel: Int, count: Int, _ document: JSONDocument, _ folder: String
  ) throws -> [DatasetCase] {
    try document.object(value, "\"dataset\"").map { member in
      let place = "\"dataset\".\"\(member.key)\""
      let images = try document.array(
        document.required("images", of: member.value, "\(place) needs the list of its channels"),
        "\(place).\"images\"")
      guard images.count == count, channel < images.count else {
        throw document.error(
          member.value, "\(place) has \(images.count) images, expected \(count), one a channel")
      }
      let image = try document.string(images[channel], "\(place).\"images\"[\(channel)]")
      let label = try document.member("label", of: member.value).map {
        joined(folder, try document.string($0, "\(place).\"label\""))
      }
      return DatasetCase(id: member.key, imagePath: joined(folder, image), labelPath: label)
    }
  }
}
