import Imaging
import Report
import Scoring
import Stages

extension StudyResults {
  /// The study's figures in their order; what can't be drawn is said in `problems`.
  ///
  /// - Parameter rates: of the stages so far.
  public func figures(rates: StageRates, problems: inout [String]) -> [StudyFigure] {
    var slices: [ChosenSlice] = []
    for one in tasks {
      do {
        if let slice = try ChosenSlice(one.task, plan) { slices.append(slice) }
      } catch {
        problems.append("\(one.task.title): the pictures' slice can't be read (\(error))")
      }
    }
    var figures = [pipeline(rates)]
    for make in [qualitative, promptMasks] {
      do {
        if !slices.isEmpty { figures.append(try make(slices)) }
      } catch {
        problems.append("a figure can't be drawn: \(error)")
      }
    }
    return figures + [dicePlot]
  }

  /// Figure 2: what the labels look like, one column a task.
  private func qualitative(_ slices: [ChosenSlice]) throws -> StudyFigure {
    let prompt = plan.training.rawValue
    var rows: [(name: String, cells: [PictureGrid.Cell?])] = [
      ("Ground truth", try slices.map { try $0.referenceCell() }),
      (
        "SAM (\(prompt))",
        try slices.map { slice in
          try slice.cell(
            slice.labels(in: folder.labels(plan.labels(of: prompt, slice.task))), outline: true,
            of: "SAM")
        }
      ),
    ]
    for network in plan.networks {
      let name =
        switch network {
        case .truth: "UNet"
        case .pseudo: "UNet on SAM’s labels"
        default: "UNet, \(network.name)"
        }
      rows.append(
        (
          name,
          try slices.map { slice in
            try slice.cell(
              slice.labels(in: folder.labels(plan.labels(of: network, slice.task, slice.fold))),
              outline: true, of: name)
          }
        ))
    }
    return StudyFigure(
      name: "figure-2-labels", title: "Figure 2. Labels of a scan that no network has seen",
      caption:
        "Of each task’s first test case the slice with the most labelled pixels. The first row is "
        + "the ground truth itself; below it is outlined in yellow.",
      chart: PictureGrid(
        title: "Labels of an unseen scan", columns: slices.map(\.task.title), rows: rows,
        legend: [("outline of the ground truth", "#F0E442"), ("label", "#56B4E9")]),
      width: max(500, 170 + 230 * Double(slices.count)))
  }

  /// Figure 3: masks from different prompts, with the prompts.
  private func promptMasks(_ slices: [ChosenSlice]) throws -> StudyFigure {
    let rows = try slices.map { slice -> (name: String, cells: [PictureGrid.Cell?]) in
      let cells = try plan.promptSets.map { set -> PictureGrid.Cell? in
        let labels = folder.labels(plan.labels(of: set, slice.task))
        var prompts: [Prompt] = []
        try? ProvenanceTable.forEachRow(of: "\(labels)/provenance.csv") { row in
          if row.caseID == slice.caseID, row.slice == slice.slice { prompts.append(row.prompt) }
        }
        return try slice.cell(
          slice.labels(in: labels), prompts: prompts, outline: true, of: set)
      }
      return (slice.task.title, cells)
    }
    return StudyFigure(
      name: "figure-3-prompts", title: "Figure 3. Masks from different prompts",
      caption:
        "The slices of figure 2. Boxes are dashed; positive points are green discs, negative ones "
        + "red diamonds; the outline of the ground truth is yellow.",
      chart: PictureGrid(
        title: "Masks from different prompts", columns: plan.promptSets, rows: rows,
        legend: [
          ("ground truth", "#F0E442"), ("mask and box", "#56B4E9"), ("positive point", "#2ED15A"),
          ("negative point", "#F03535"),
        ]),
      width: max(500, 150 + 210 * Double(plan.promptSets.count)))
  }

  /// Figure 4: Dice by kind of prompts.
  private var dicePlot: StudyFigure {
    let groups = tasks.map { one in
      BoxPlot.Group(
        name: one.task.title,
        rows: one.prompts.enumerated().map { place, prompts in
          BoxPlot.Row(name: prompts.name, distribution: prompts.distribution, series: place)
        })
    }
    return StudyFigure(
      name: "figure-4-dice", title: "Figure 4. Dice per slice by kind of prompts",
      caption:
        "A box holds the middle half; the line in it is the median, the ring the mean. Whiskers "
        + "reach to the outermost value within 1.5 box lengths.",
      chart: BoxPlot(
        title: "Dice per slice by kind of prompts", axis: .linear(0...1, title: "Dice"),
        groups: groups), width: 760)
  }

  /// Figure 1: the pipeline with what was measured of it.
  private func pipeline(_ rates: StageRates) -> StudyFigure {
    func rate(_ parts: [String], _ unit: String) -> String {
      rates.perSecond(of: parts.flatMap { part in tasks.map { "\($0.task.name)-\(part)" } })
        .map { "\($0) \(unit)/s" } ?? "not measured"
    }
    let facts = tasks.compactMap(\.facts)
    let scans = facts.map(\.cases).reduce(0, +)
    let stages: [[FlowChart.Box]] = [
      [
        .init(
          name: "CT scans",
          detail: "\(Self.counted(tasks.count, "task")), \(Self.counted(scans, "scan")), "
            + rate(["volumes"], "slices"), series: 7)
      ],
      [
        .init(name: "Prompts", detail: rate(["prompts"], "slices"), series: 2),
        .init(name: "SAM image encoder", detail: rate(["encoder"], "slices"), series: 0),
      ],
      [.init(name: "Mask decoder", detail: rate(["decoder"], "slices"), series: 0)],
      [
        .init(name: "Ground truth", detail: trainings(["truth"], rates), series: 3),
        .init(
          name: "SAM’s labels",
          detail: trainings(plan.networks.filter { $0 != .truth }.map(\.name), rates), series: 1),
      ],
      [
        .init(
          name: "Unseen scans",
          detail: rate(
            plan.networks.flatMap { network in
              (tasks.map(\.task.splits.count).max() ?? 1) == 1
                ? ["\(network.name)-predictions"]
                : (1...(tasks.map(\.task.splits.count).max() ?? 1)).map {
                  "\(network.name)-predictions-fold\($0)"
                }
            }, "slices"), series: 5)
      ],
      [
        .init(
          name: "Scores",
          detail: Self.counted(
            tasks.map { $0.test(.truth)?.cases.count ?? 0 }.reduce(0, +), "test scan"),
          series: 4)
      ],
    ]
    return StudyFigure(
      name: "figure-1-pipeline", title: "Figure 1. The pipeline",
      caption: "What each part got through in a second of its own work, on this machine.",
      chart: FlowChart(
        title: "The pipeline", stages: stages,
        arrows: [
          ("CT scans", "Prompts"), ("CT scans", "SAM image encoder"), ("Prompts", "Mask decoder"),
          ("SAM image encoder", "Mask decoder"), ("Mask decoder", "SAM’s labels"),
          ("Ground truth", "Unseen scans"), ("SAM’s labels", "Unseen scans"),
          ("Unseen scans", "Scores"),
        ]), width: 1080)
  }

  private static func counted(_ count: Int, _ thing: String) -> String {
    "\(count) \(thing)\(count == 1 ? "" : "s")"
  }

  private func trainings(_ networks: [String], _ rates: StageRates) -> String {
    let names = tasks.flatMap { one in
      one.task.splits.indices.flatMap { fold in
        networks.map { "\(one.task.name)-\($0)-network\(one.task.suffix(fold))" }
      }
    }
    let count = Self.counted(names.count, "UNet")
    return rates.minutes(of: names).map { "\(count), \($0) min of training" } ?? count
  }
}
