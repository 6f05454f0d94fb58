import Foundation
import Imaging
import Scoring

extension StudyResults {
  /// The study's tables in their order.
  public var tables: [StudyTable] {
    [datasetTable, promptTable, networkTable, effortTable]
  }

  /// Table 1: what the datasets hold, and how their cases are divided.
  public var datasetTable: StudyTable {
    StudyTable(
      name: "table-1-datasets", title: "Table 1. Datasets",
      columns: [
        "task", "labels", "train", "validation", "test", "slices", "with a label", "in-plane",
        "spacing mm (x, y, z)", "HU",
      ],
      rows: tasks.map { one in
        let facts = one.facts
        let sizes = SplitPart.allCases.map { part in
          Self.range(one.task.splits.map { Double($0.cases(part).count) })
        }
        return [
          one.task.title,
          one.task.labels.filter { $0.key != 0 }.sorted { $0.key < $1.key }.map(\.value)
            .joined(separator: ", "),
        ] + sizes + [
          facts.map { "\($0.slices)" } ?? "–", facts.map { "\($0.nonEmptySlices)" } ?? "–",
          facts.map { "\(Self.range($0.columns)) × \(Self.range($0.rows))" } ?? "–",
          facts.map {
            [$0.spacing.x, $0.spacing.y, $0.spacing.z].map { Self.range($0, decimals: 2) }
              .joined(separator: ", ")
          } ?? "–",
          facts.map { "\(Int($0.lowestHU)) to \(Int($0.highestHU))" } ?? "–",
        ]
      },
      note: tasks.contains { $0.task.splits.count > 1 }
        ? "Cases are counted for each fold; every case is a test case once. Ranges are least to greatest."
        : "Cases of the study only. Ranges are least to greatest.")
  }

  /// Table 2: how good SAM's labels are, by task and kind of prompts.
  public var promptTable: StudyTable {
    StudyTable(
      name: "table-2-sam", title: "Table 2. SAM’s labels by kind of prompts",
      columns: [
        "task", "prompts", "Dice per slice", "95 % interval", "slices", "Dice per volume",
        "95 % interval of volumes", "volumes", "boxes", "points",
      ],
      rows: tasks.flatMap { one in
        one.prompts.map { prompts in
          let (slice, volume) = (prompts.sliceMean(bootstrap), prompts.volumeMean(bootstrap))
          return [
            one.task.title, prompts.name, ScoreText.number(slice.mean, .dice),
            ScoreText.interval(slice.interval, .dice), "\(slice.count)",
            ScoreText.number(volume.mean, .dice), ScoreText.interval(volume.interval, .dice),
            "\(volume.count)", "\(prompts.boxes)", "\(prompts.points)",
          ]
        }
      },
      note:
        "All cases of the study, as SAM learns from none of them; all labels as one foreground; "
        + "slices with a label only. Prompts come from the reference, one for each connected region of a "
        + "slice. Intervals: \(bootstrap.resamples) resamples of the cases.")
  }

  /// Table 3: networks on ground truth against networks on SAM's labels.
  public var networkTable: StudyTable {
    StudyTable(
      name: "table-3-networks", title: "Table 3. UNets on unseen scans",
      columns: [
        "task", "labels from", "Dice per slice", "95 % interval", "less ground truth’s",
        "95 % interval of it", "Wilcoxon’s p", "Dice per volume", "HD95 mm", "ASSD mm",
        "surface Dice", "scans",
      ],
      rows: tasks.flatMap { one -> [[String]] in
        let truth = one.test(.truth)
        return one.tests.map { set in
          let slice = set.summary(.dice, .slice, bootstrap)
          func volume(_ metric: Metric) -> String {
            ScoreText.number(set.summary(metric, .volume, bootstrap).mean, metric)
          }
          let compared =
            set.network == .truth
            ? nil : truth.map { set.difference(to: $0, .dice, .slice, bootstrap) }
          return [
            one.task.title, set.title, ScoreText.number(slice.mean, .dice),
            ScoreText.interval(slice.interval, .dice),
            compared.map { Self.signed($0.meanDifference) } ?? "–",
            compared.map { ScoreText.interval($0.interval, .dice).replacing("-", with: "−") }
              ?? "–",
            compared.map { $0.cases < 2 ? "–" : ScoreText.pValue($0.wilcoxon) } ?? "–",
            volume(.dice), volume(.hd95),
            volume(.assd), volume(.surfaceDice), "\(set.cases.count)",
          ]
        }
      },
      note:
        "Test cases only: nothing was learned or chosen from them. "
        + (plan.hasValidation
          ? "Networks trained on SAM’s labels are chosen by SAM’s labels of the validation cases; no ground "
            + "truth is used. "
          : "Without validation cases the last epoch is kept. ")
        + "Differences to "
        + "the network on ground truth are of Dice per slice, intervals and p by case; p-values are not corrected for their number. SAM itself "
        + "is given prompts from the reference of the very scan, the networks are not.")
  }

  /// The annotation effort behind the labels that networks are trained on.
  public var effortTable: StudyTable {
    StudyTable(
      name: "table-4-effort",
      title: "Table 4. What it takes to label the scans for training and validation",
      columns: [
        "task", "scans", "prompts drawn", "clicks", "pixels outlined by hand", "pixels per click",
      ],
      rows: tasks.filter { !$0.task.splits.isEmpty }.map { one in
        let ids = Set(one.task.splits.flatMap { $0.train + $0.validation })
        let training = one.cases.filter { ids.contains($0.id) }
        let components = training.map(\.foreground.components).reduce(0, +)
        let outline = training.map(\.foreground.boundaryPixels).reduce(0, +)
        let clicks = components * plan.training.clicks
        return [
          one.task.title, "\(training.count)", "\(components)", "\(clicks)", "\(outline)",
          clicks == 0 ? "–" : Self.number(Double(outline) / Double(clicks), decimals: 1),
        ]
      },
      note:
        "A prompt (\(plan.training.rawValue)) for every connected region of a slice, against the pixels "
        + "on the outlines of the same regions, which are drawn by hand otherwise. A box takes two clicks, a "
        + "point one.")
  }

  private static func range(_ numbers: [Double]) -> String {
    guard let low = numbers.min(), let high = numbers.max() else { return "–" }
    return low == high ? number(low) : "\(number(low))–\(number(high))"
  }

  private static func range(_ range: DatasetFacts.Range, decimals: Int = 0) -> String {
    let (low, high) = (
      number(range.minimum, decimals: decimals), number(range.maximum, decimals: decimals)
    )
    return low == high ? low : "\(low)–\(high)"
  }

  private static func number(_ value: Double, decimals: Int = 0) -> String {
    String(format: "%.\(decimals)f", value)
  }

  private static func signed(_ value: Double?) -> String {
    value.map { String(format: "%+.3f", $0).replacing("-", with: "−") } ?? "–"
  }
}

extension PromptKind {
  /// What a person clicks for one prompt: two corners of a box, one for each point.
  var clicks: Int {
    switch self {
    case .box, .jitteredBox: 2
    case .centroid, .snapped, .interior: 1
    case .boxAndPoint, .boxAndBackground, .oneBoxAndPoints, .boxThenPoint, .boxThenBackground: 3
    case .boxThenBoth: 4
    }
  }
}
