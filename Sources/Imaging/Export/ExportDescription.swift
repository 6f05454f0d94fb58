/// The `dataset.json` of an export.
struct ExportDescription {
  let layout: ExportLayout
  let name: String
  let source: String
  let labels: ExportLabels
  let caseIDs: [String]
  let ending: String

  var text: String {
    (layout == .nnunet ? nnunet : msd).text + "\n"
  }

  /// nnU-Net v2: documentation/dataset_format.md.
  private var nnunet: OrderedJSON {
    .object([
      ("channel_names", .object([("0", .string("CT"))])),
      ("labels", .object(labels.names.map { ($0.name, .integer($0.value)) })),
      ("numTraining", .integer(caseIDs.count)),
      ("file_ending", .string(ending)),
      ("name", .string(name)),
      ("description", .string(description)),
    ])
  }

  /// All keys that the Decathlon's tasks have, in their order.
  private var msd: OrderedJSON {
    .object([
      ("name", .string(name)),
      ("description", .string(description)),
      ("reference", .string("sluice export")),
      ("licence", .string("that of the scans")),
      ("release", .string("1.0")),
      ("tensorImageSize", .string("3D")),
      ("modality", .object([("0", .string("CT"))])),
      ("labels", .object(labels.names.map { (String($0.value), .string($0.name)) })),
      ("numTraining", .integer(caseIDs.count)),
      ("numTest", .integer(0)),
      (
        "training",
        .list(
          caseIDs.map { id in
            .object([
              ("image", .string("./imagesTr/\(id)\(ending)")),
              ("label", .string("./labelsTr/\(id)\(ending)")),
            ])
          })
      ),
      ("test", .list([])),
    ])
  }

  private var description: String { "Scans of \(source) with labels made by sluice" }
}
