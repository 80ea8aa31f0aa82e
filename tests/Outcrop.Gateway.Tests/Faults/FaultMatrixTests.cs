using Outcrop.Gateway.Tests.Faults.Dialects;

namespace Outcrop.Gateway.Tests.Faults;

/// <inheritdoc/>
public class SeedFaultMatrixTests : FaultMatrix<SeedDialect>;

/// <inheritdoc/>
public class ChatFaultMatrixTests : FaultMatrix<ChatDialect>;

/// <inheritdoc/>
public class ChatByInvokeFaultMatrixTests : FaultMatrix<ChatByInvokeDialect>;

/// <inheritdoc/>
public class CompletionsFaultMatrixTests : FaultMatrix<CompletionsDialect>;

/// <inheritdoc/>
public class ResponsesFaultMatrixTests : FaultMatrix<ResponsesDialect>;

/// <inheritdoc/>
public class MessagesFaultMatrixTests : FaultMatrix<MessagesDialect>;

/// <inheritdoc/>
public class ClaudeMessagesFaultMatrixTests : FaultMatrix<ClaudeMessagesDialect>;

/// <inheritdoc/>
public class ConverseFaultMatrixTests : FaultMatrix<ConverseDialect>;

/// <inheritdoc/>
public class InvokeFaultMatrixTests : FaultMatrix<InvokeDialect>;
