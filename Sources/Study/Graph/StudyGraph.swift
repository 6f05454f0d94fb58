public import GraphFile
import Imaging
import Stages

extension StudyPlan {
  /// The whole study as one graph: every task's labels, networks and predictions.
  ///
  /// Trainings follow each other, as each takes all processors.
  public var graph: GraphSpec {
    var previous: [String] = []
    let stages = tasks.flatMap { task in
      let part = TaskGraph(plan: self, task: task)
      return part.stages(after: &previous)
    }
    let names = tasks.map(\.title).joined(separator: ", ")
    return GraphSpec(
      name: "study",
      summary:
        "Compares UNets trained on SAM's labels with UNets trained on ground truth: \(names).",
      stages: stages)
  }
}

/// The stages of one task.
struct TaskGraph {
  let plan: StudyPlan
  let task: StudyTask

  /// - Parameter previous: the trainer that comes before, if there is one; then the last one of this
  ///   task.
  func stages(after previous: inout [String]) -> [StageSpec] {
    guard !task.splits.isEmpty else { return sam }
    var stages = sam + labelSets.flatMap(\.stages) + samples
    for (fold, split) in task.splits.enumerated() {
      stages += training(fold, split, after: &previous) + unseen(fold, split)
    }
    return stages
  }

  func name(_ part: String) -> String { "\(task.name)-\(part)" }

  /// The set of labels that SAM makes from the training prompts.
  var pseudoLabels: String { name(plan.training.rawValue) }

  // MARK: SAM's labels

  private var sam: [StageSpec] {
    var stages = [
      reader(
        "volumes", comment: "\(task.title): every scan of the study, with its reference labels.",
        cases: task.used.map(\.id)),
      window("pictures", from: "volumes"),
      StageSpec(
        name("prompts"), kind: Prompts.description.kind,
        comment: "Boxes and points that the reference labels give.",
        from: [LinkSpec("slice", from: name("volumes"))],
        options: [
          .init("kinds", .texts(plan.kinds.map(\.rawValue))), .init("labels", "merged"),
        ]),
      StageSpec(
        name("encoder"), kind: SamEncoder.description.kind,
        from: [LinkSpec("picture", from: name("pictures"))]
          + (plan.everything == nil ? [LinkSpec("prompts", from: name("prompts"))] : []),
        options: [.init("checkpoint", .text(plan.checkpoint))]),
      decoder("decoder", prompts: "prompts", options: []),
      labelWriter("sam-labels", from: "decoder", prefix: name("")),
      overlay("sam-overlay", masks: "decoder", prefix: name("")),
    ]
    if let options = plan.everything {
      stages += [
        StageSpec(
          name("everything"), kind: Everything.description.kind,
          comment: "Every object SAM finds by itself; of each component the mask that fits best.",
          from: [
            LinkSpec("picture", from: name("pictures")),
            LinkSpec("embedding", from: name("encoder")),
          ],
          options: [
            .init("checkpoint", .text(plan.checkpoint)), .init("labels", "merged"),
          ] + options),
        labelWriter("everything-labels", from: "everything", prefix: name("")),
      ]
    }
    return stages
  }

  /// Labels that SAM makes for training beside those that are scored: the stages, and the set's name.
  private struct LabelSet {
    let improvement: StudyNetwork.Improvement
    let stages: [StageSpec]
    let labels: String
  }

  private var labelSets: [LabelSet] {
    var needsDecoder: [StudyNetwork.Improvement: MaskDetail] = [:]
    for improvement in plan.improvements {
      switch improvement {
      case .gated: needsDecoder[improvement] = .labels
      case .ignored, .soft:
        needsDecoder[improvement] = MaskDetail(logits: false, masks: false, soft: true)
      case .consistent:
        needsDecoder[improvement] = MaskDetail(logits: false, masks: true, soft: false)
      case .weighted: break
      }
    }
    guard !needsDecoder.isEmpty else { return [] }
    let prompts = StageSpec(
      name("training-prompts"), kind: Prompts.description.kind,
      comment: "The prompts of the labels to train on, for masks that are used with more care.",
      from: [LinkSpec("slice", from: name("volumes"))],
      options: [
        .init("kinds", .texts([plan.training.rawValue])), .init("labels", "merged"),
      ])
    return plan.improvements.enumerated().compactMap { place, improvement in
      guard let detail = needsDecoder[improvement] else { return nil }
      let own = improvement.rawValue
      let isFirst = plan.improvements.prefix(place).allSatisfy { needsDecoder[$0] == nil }
      var stages = isFirst ? [prompts] : []
      var options: [GraphValue.Field] =
        detail == .labels ? [] : [.init("keep", .text(detail.rawValue))]
      if improvement == .gated {
        options += [
          .init("min-predicted-iou", .number(plan.gate.predictedIoU)),
          .init("min-stability", .number(plan.gate.stability)),
        ]
      }
      stages.append(decoder("\(own)-decoder", prompts: "training-prompts", options: options))
      var masks = "\(own)-decoder"
      if improvement == .consistent {
        stages.append(
          StageSpec(
            name(own), kind: SliceConsistency.description.kind,
            from: [LinkSpec("masks", from: name(masks))],
            options: [
              .init("min-overlap-with-neighbours", .number(plan.minOverlapWithNeighbours))
            ]))
        masks = own
      }
      var writing: [GraphValue.Field] = []
      if improvement == .soft { writing.append(.init("soft", true)) }
      if improvement == .ignored {
        writing.append(
          .init("uncertain", .list([.number(plan.unsure.low), .number(plan.unsure.high)])))
      }
      let prefix = name("\(own)-")
      stages.append(labelWriter("\(own)-labels", from: masks, prefix: prefix, options: writing))
      return LabelSet(
        improvement: improvement, stages: stages, labels: prefix + plan.training.rawValue)
    }
  }

  // MARK: Samples to train on

  private var samples: [StageSpec] {
    [sampleWriter("truth", from: "pictures", options: [])]
      + labelled("pseudo", labels: pseudoLabels, after: "sam-labels", cases: task.used.map(\.id))
      + labelSets.flatMap { set in
        labelled(
          set.improvement.rawValue, labels: set.labels, after: "\(set.improvement.rawValue)-labels",
          cases: task.used.map(\.id),
          options: set.improvement == .soft ? [.init("soft", .text(set.labels))] : [])
      }
  }

  /// Slices with the labels of an earlier stage, as samples.
  private func labelled(
    _ part: String, labels: String, after stage: String, cases: [String],
    options: [GraphValue.Field] = []
  ) -> [StageSpec] {
    // Slices can be weighed by what SAM thinks of its masks; networks give no such number.
    let weights: [GraphValue.Field] = part == "pseudo" ? [.init("weights", .text(labels))] : []
    return [
      reader(
        "\(part)-volumes", cases: cases, after: [name(stage)],
        options: [.init("labels-of", .text(labels))]),
      window("\(part)-pictures", from: "\(part)-volumes"),
      sampleWriter(part, from: "\(part)-pictures", options: options + weights),
    ]
  }

  // MARK: Networks

  private func training(
    _ fold: Int, _ split: CaseSplit, after previous: inout [String]
  ) -> [StageSpec] {
    let suffix = task.suffix(fold)
    var stages: [StageSpec] = []
    for network in plan.networks {
      var samples = network.name
      var options: [GraphValue.Field] = []
      switch network {
      case .improved(.weighted):
        samples = "pseudo"
        options = [.init("weigh-slices", true)]
      case .selfTraining(let round):
        let teacher = round == 1 ? StudyNetwork.pseudo : .selfTraining(round - 1)
        samples += suffix
        stages += taught(samples, by: teacher, suffix, split)
      default: break
      }
      stages.append(
        StageSpec(
          name("\(network.name)-set\(suffix)"), kind: SampleReader.description.kind,
          after: [name("\(samples)-samples")] + previous,
          options: [.init("samples", .text(name(samples)))]))
      let trainer = name("\(network.name)-network\(suffix)")
      stages.append(
        StageSpec(
          trainer, kind: UNetTrainer.description.kind,
          comment: network == .truth && fold == 0
            ? "Networks that differ in nothing but the labels." : nil,
          from: [LinkSpec("samples", from: name("\(network.name)-set\(suffix)"))],
          options: [
            .init("model", .text(name(network.name + suffix))),
            .init("training", .texts(split.train)), .init("validation", .texts(split.validation)),
            .init("hu", bounds), .init("orientation", .text(plan.orientation.rawValue)),
          ] + options + plan.trainer))
      previous = [trainer]
    }
    return stages
  }

  /// The scans that a network was trained on with the labels that it gives them, as samples.
  private func taught(
    _ part: String, by teacher: StudyNetwork, _ suffix: String, _ split: CaseSplit
  ) -> [StageSpec] {
    let cases = split.train + split.validation
    return [
      reader(
        "\(part)-scans", comment: "The last network labels the scans that it was trained on.",
        cases: cases, after: [name("\(teacher.name)-network\(suffix)")]),
      window("\(part)-scan-pictures", from: "\(part)-scans"),
      predictor(
        part, model: teacher.name + suffix, from: "\(part)-scan-pictures", labels: name(part)),
      labelWriter("\(part)-labels", from: part, prefix: ""),
    ] + labelled(part, labels: name(part), after: "\(part)-labels", cases: cases)
  }

  /// Every network labels the scans that none has seen.
  private func unseen(_ fold: Int, _ split: CaseSplit) -> [StageSpec] {
    let suffix = task.suffix(fold)
    let trainers = plan.networks.map { name("\($0.name)-network\(suffix)") }
    var stages = [
      reader(
        "unseen\(suffix)", comment: "Scans that nothing was learned from.", cases: split.test,
        after: trainers),
      window("unseen-pictures\(suffix)", from: "unseen\(suffix)"),
    ]
    for network in plan.networks {
      let part = "\(network.name)-predictions\(suffix)"
      stages += [
        predictor(
          part, model: network.name + suffix, from: "unseen-pictures\(suffix)",
          labels: plan.labels(of: network, task, fold)),
        labelWriter("\(network.name)-scores\(suffix)", from: part, prefix: ""),
      ]
      if network == .truth || network == .pseudo {
        stages.append(
          overlay(
            "\(network.name)-overlay\(suffix)", pictures: "unseen-pictures\(suffix)", masks: part,
            prefix: ""))
      }
    }
    return stages
  }

  // MARK: Single stages

  private func reader(
    _ part: String, comment: String? = nil, cases: [String], after: [String] = [],
    options: [GraphValue.Field] = []
  ) -> StageSpec {
    StageSpec(
      name(part), kind: VolumeReader.description.kind, comment: comment, after: after,
      options: [
        .init("dataset", .text(task.path)), .init("cases", .texts(cases)),
        .init("orientation", .text(plan.orientation.rawValue)),
      ] + options)
  }

  private func window(_ part: String, from slices: String) -> StageSpec {
    StageSpec(
      name(part), kind: Window.description.kind, from: [LinkSpec("slice", from: name(slices))],
      options: [.init("hu", bounds)])
  }

  private func decoder(
    _ part: String, prompts: String, options: [GraphValue.Field]
  ) -> StageSpec {
    StageSpec(
      name(part), kind: MaskDecoder.description.kind,
      from: [
        LinkSpec("embedding", from: name("encoder")), LinkSpec("prompts", from: name(prompts)),
      ],
      options: [.init("checkpoint", .text(plan.checkpoint))] + options)
  }

  private func labelWriter(
    _ part: String, from masks: String, prefix: String, options: [GraphValue.Field] = []
  ) -> StageSpec {
    let prefixed: [GraphValue.Field] = prefix.isEmpty ? [] : [.init("prefix", .text(prefix))]
    return StageSpec(
      name(part), kind: LabelWriter.description.kind,
      from: [LinkSpec("masks", from: name(masks))],
      options: [.init("labels", "merged")] + prefixed + options)
  }

  private func overlay(
    _ part: String, pictures: String = "pictures", masks: String, prefix: String
  ) -> StageSpec {
    let prefixed: [GraphValue.Field] = prefix.isEmpty ? [] : [.init("prefix", .text(prefix))]
    return StageSpec(
      name(part), kind: Overlay.description.kind,
      from: [LinkSpec("picture", from: name(pictures)), LinkSpec("masks", from: name(masks))],
      options: [.init("per-case", .integer(plan.overlaysPerCase))] + prefixed)
  }

  private func predictor(
    _ part: String, model: String, from pictures: String, labels: String
  ) -> StageSpec {
    StageSpec(
      name(part), kind: UNetPredictor.description.kind,
      from: [LinkSpec("picture", from: name(pictures))],
      options: [.init("model", .text(name(model))), .init("name", .text(labels))])
  }

  private func sampleWriter(
    _ part: String, from pictures: String, options: [GraphValue.Field]
  ) -> StageSpec {
    StageSpec(
      name("\(part)-samples"), kind: SampleWriter.description.kind,
      from: [LinkSpec("picture", from: name(pictures))],
      options: [.init("name", .text(name(part))), .init("labels", "merged")] + options)
  }

  private var bounds: GraphValue {
    .list(
      [plan.window.low, plan.window.high].map { hu in
        Int(exactly: hu).map { .integer($0) } ?? .number(hu)
      })
  }
}

extension StudyPlan {
  /// The set of labels that a network gives a fold's test cases.
  func labels(of network: StudyNetwork, _ task: StudyTask, _ fold: Int) -> String {
    "\(task.name)-unet-\(network.name)\(task.suffix(fold))"
  }

  /// The set of SAM's labels from a kind of prompts.
  func labels(of promptSet: String, _ task: StudyTask) -> String { "\(task.name)-\(promptSet)" }
}
