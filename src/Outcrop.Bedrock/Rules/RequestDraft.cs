using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Rules.Caching;
using Outcrop.Bedrock.Rules.Content;
using Outcrop.Bedrock.Rules.Inference;
using Outcrop.Bedrock.Rules.Learning;

namespace Outcrop.Bedrock.Rules;

/// <summary>A request on its way through the rules. The caller's object is never changed: the first change makes a copy, which shares all that is not touched. Not thread-safe.</summary>
/// <param name="request">The caller's request.</param>
/// <param name="traits">What is in it.</param>
/// <param name="modelId">Its model, resolved as far as it needs to be.</param>
internal sealed class RequestDraft(ConverseRequest request, RequestTraits traits, ModelId modelId)
{
    private bool _copied;

    /// <summary>The request as it stands.</summary>
    public ConverseRequest Request { get; private set; } = request;

    /// <summary>Its model.</summary>
    public ModelId ModelId { get; } = modelId;

    /// <summary>What the catalogue knows of the model; <see langword="null"/> when it does not know it.</summary>
    public ModelInfo? Model { get; init; }

    /// <summary>The most tokens that the model puts out under its region prefix; <see langword="null"/> where unknown.</summary>
    public int? MaxOutput => Model?.MaxOutputUnder(ModelId.RegionPrefix);

    /// <summary>What the model takes, what it taught included.</summary>
    public ModelParameterRules Rules { get; init; } = ModelParameterRules.None;

    /// <summary>What the model has refused before.</summary>
    public IReadOnlyList<Lesson> Lessons { get; init; } = [];

    /// <summary>The model by which lessons are kept.</summary>
    public string LessonKey => ModelId.BaseModelId ?? ModelId.Value;

    /// <summary>The API that the request goes through.</summary>
    public BedrockApi Api { get; init; } = BedrockApi.Converse;

    /// <summary>Whether the body is Converse's, which has no place for what it does not model but the vendor fields.</summary>
    public bool IsConverse => Api == BedrockApi.Converse;

    /// <summary>The family that writes the body; <see langword="null"/> for Converse and for the compatible surfaces.</summary>
    public ModelFamily? Family { get; init; }

    /// <summary>Whether the answer shall be streamed by the service.</summary>
    public bool Stream { get; set; }

    /// <summary>The bound of the output limit for a caller who is silent; <see langword="null"/>: none is sent.</summary>
    public int? DefaultMaxTokens { get; init; }

    /// <summary>Whether the body must have an output limit.</summary>
    public bool NeedsMaxTokens => Family?.NeedsMaxTokens ?? Api == BedrockApi.AnthropicMessages;

    /// <summary>What is in the request as the caller gave it.</summary>
    public RequestTraits Traits { get; } = traits;

    /// <summary>What became of it.</summary>
    public RequestReport Report { get; } = new();

    /// <summary>What the answer must undo.</summary>
    public AnswerChanges Answer { get; } = new();

    /// <summary>What becomes of the cache points among blocks; <see langword="null"/>: nothing.</summary>
    public CachePlan? Cache { get; set; }

    /// <summary>The names that documents have been given so far.</summary>
    public DocumentNames Documents => field ??= new DocumentNames();

    /// <summary>Whether the model will reason.</summary>
    public bool Reasons { get; set; }

    /// <summary>How hard it will reason, where the request says it.</summary>
    public string? Effort { get; set; }

    /// <summary>The tokens that reasoning takes of the output limit; <see langword="null"/> where nothing is said.</summary>
    public int? ReasoningBudget { get; set; }

    /// <summary>The request, for a change of its members.</summary>
    public ConverseRequest Edit()
    {
        if (!_copied)
        {
            Request = Request.Copy();
            _copied = true;
        }

        return Request;
    }

    /// <summary>Gives the request other messages or another system prompt.</summary>
    public void Replace(IList<Message>? messages = null, IList<ContentBlock>? system = null)
    {
        Request = Request.Copy(messages, system);
        _copied = true;
    }

    /// <summary>Reports a part that is left out.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="reason">Why.</param>
    public void Drop(string name, string reason) => Report.Dropped.Add(new DroppedParameter(name, Lesson.Find(Lessons, name)?.Reason ?? reason));

    /// <summary>Reports a part that goes out otherwise, or that is added.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="change">What was done.</param>
    public void Adjust(string name, string change) => Report.Adjusted.Add(new AdjustedParameter(name, change));

    /// <summary>The refusal of a request that cannot comply.</summary>
    /// <param name="name">The path of what is wrong.</param>
    /// <param name="reason">What is wrong with it.</param>
    public BedrockException Refuse(string name, string reason) => new(BedrockErrorKind.Validation, $"{Request.ModelId}: {reason} ({name}).");

    /// <summary>A vendor field that the request holds; <see langword="null"/> when it does not.</summary>
    /// <param name="pointer">Its JSON pointer.</param>
    public RawJson? Field(string pointer) => VendorFields.Find(Request.AdditionalModelRequestFields, pointer);

    /// <summary>Sets a vendor field.</summary>
    /// <param name="pointer">Its JSON pointer.</param>
    /// <param name="value">Its value.</param>
    public void SetField(string pointer, RawJson value) => Edit().AdditionalModelRequestFields = VendorFields.Set(Request.AdditionalModelRequestFields, pointer, value);

    /// <summary>Takes a vendor field out.</summary>
    /// <param name="pointer">Its JSON pointer.</param>
    public void RemoveField(string pointer) => Edit().AdditionalModelRequestFields = VendorFields.Remove(Request.AdditionalModelRequestFields, pointer);

    /// <summary>The path by which a vendor field is reported.</summary>
    /// <param name="pointer">Its JSON pointer.</param>
    public static string FieldPath(string pointer) => "additionalModelRequestFields" + pointer.Replace('/', '.');
}
