import Dispatch
import DurableFiles
import Foundation
import Synchronization

/// Writes phantoms as a task in the layout of the Medical Segmentation Decathlon.
public enum PhantomTask {
  /// Writes `imagesTr/phantom_001.nii.gz` …, `labelsTr/phantom_001.nii.gz` … and `dataset.json`
  /// into `folder`, which is made if it is missing.
  ///
  /// Every other image stores HU + 1024 with an intercept of −1024, as many scans do. The same
  /// arguments give the same bytes. Two slices a processor are in memory at a time.
  ///
  /// - Parameter onVolume: called after every volume with the number of those done.
  ///
  /// Throws `PictureError.phantom` for fewer than 1 or more than 9999 volumes,
  /// `FileError` if writing fails.
  public static func write(
    to folder: String, volumes: Int, size: PhantomSize, seed: UInt64,
    onVolume: (Int) -> Void = { _ in }
  ) throws {
    guard (1...9999).contains(volumes) else {
      throw PictureError.phantom("\(volumes) volumes; expected 1 to 9999")
    }
    for name in ["imagesTr", "labelsTr"] {
      try LocalFileSystem().makeFolder("\(folder)/\(name)")
    }
    for index in 0..<volumes {
      let phantom = Phantom(index: index, seed: seed, size: size)
      try write(phantom, folder: folder, intercept: index % 2 == 0 ? 0 : -1024)
      onVolume(index + 1)
    }
    try PendingFile.write(Array(description(volumes: volumes).utf8), to: "\(folder)/dataset.json")
  }

  /// The name of the volume number `index`, from 0.
  static func name(_ index: Int) -> String {
    let number = String(index + 1)
    return "phantom_" + String(repeating: "0", count: max(3 - number.count, 0)) + number
  }

  private static func write(_ phantom: Phantom, folder: String, intercept: Int16) throws {
    let name = name(phantom.index)
    let image = try PhantomVolumeFile.create(
      "\(folder)/imagesTr/\(name).nii.gz", of: phantom, holding: Int16.self,
      intercept: Float(intercept))
    let labels = try PhantomVolumeFile.create(
      "\(folder)/labelsTr/\(name).nii.gz", of: phantom, holding: UInt8.self)
    let batch = 2 * ProcessInfo.processInfo.activeProcessorCount
    for first in stride(from: 0, to: phantom.size.slices, by: batch) {
      let count = min(batch, phantom.size.slices - first)
      let made = Mutex<[Int: (hu: [Int16], labels: [UInt8])]>([:])
      DispatchQueue.concurrentPerform(iterations: count) { step in
        let slice = phantom.voxels(first + step)
        made.withLock { $0[step] = slice }
      }
      let slices = made.withLock { $0 }
      for step in 0..<count {
        guard let slice = slices[step] else { continue }
        try image.append(slice.hu.map { $0 - intercept })
        try labels.append(slice.labels)
      }
    }
    try image.publish()
    try labels.publish()
  }

  private static func description(volumes: Int) -> String {
    let labels = PhantomLabel.allCases.map { "    \"\($0.rawValue)\": \"\($0.name)\"" }
    let training = (0..<volumes).map { index in
      "    {\"image\": \"./imagesTr/\(name(index)).nii.gz\", "
        + "\"label\": \"./labelsTr/\(name(index)).nii.gz\"}"
    }
    return """
      {
        "name": "Phantom",
        "description": "Computed CT-like abdomens with exact reference labels",
        "reference": "sluice phantom",
        "licence": "CC0",
        "release": "1.0",
        "tensorImageSize": "3D",
        "modality": {
          "0": "CT"
        },
        "labels": {
      \(labels.joined(separator: ",\n"))
        },
        "numTraining": \(volumes),
        "numTest": 0,
        "training": [
      \(training.joined(separator: ",\n"))
        ],
        "test": []
      }

      """
  }
}
