# Reads xunit's XML reports. Sourced by eng/test.sh; the counts of all projects gather in the variables below.
passed=0 failed=0 skipped=0

# The value of an attribute of the tag $1, decoded, in $REPLY.
attribute() {
  local rest=${1#*" $2=\""}
  REPLY=
  if [[ $rest != "$1" ]]; then decode "${rest%%\"*}"; fi
}

decode() {
  local text=$1
  text=${text//'&lt;'/'<'}
  text=${text//'&gt;'/'>'}
  text=${text//'&quot;'/'"'}
  text=${text//'&apos;'/"'"}
  text=${text//'&#xA;'/$'\n'}
  REPLY=${text//'&amp;'/'&'}
}

# Whether a skip's reason ($1) matches a line of the reviewed list ($2).
skip_is_allowed() {
  local pattern
  while IFS= read -r pattern || [[ -n $pattern ]]; do
    if [[ -z $pattern || $pattern == '#'* ]]; then continue; fi
    if [[ $1 =~ $pattern ]]; then return 0; fi
  done <"$2"
  return 1
}

# Prints a project's failures and skips and adds its counts. A report that is missing, cut off, empty or at odds with the exit code is a failure.
report_project() {
  local name=$1 folder=$2 allowed=$3
  local report=$folder/$name.xml log=$folder/$name.log code='none' complete=0 p=0 f=0 s=0 e=0 token tag text test='' result='' field
  if [[ -f $folder/$name.exit ]]; then code=$(<"$folder/$name.exit"); fi
  if [[ -s $report ]]; then
    # Text and attributes hold '>' only as &gt;, so a token is the text before a tag, then the tag.
    while IFS= read -r -d '>' token; do
      text=${token%%<*}
      tag=${token#"$text"}
      case $tag in
        '<assembly '*)
          attribute "$tag" passed; p=$REPLY
          attribute "$tag" failed; f=$REPLY
          attribute "$tag" skipped; s=$REPLY
          attribute "$tag" errors; e=$REPLY
          ;;
        '<test '*)
          attribute "$tag" result; result=$REPLY
          attribute "$tag" name; test=$REPLY
          ;;
        '<error '*)
          attribute "$tag" type; field=$REPLY
          attribute "$tag" name; test="$REPLY [$field]"; result=Error
          ;;
        '</message')
          decode "$text"
          printf 'FAILED  %s\n%s\n' "$test" "    ${REPLY//$'\n'/$'\n    '}"
          ;;
        '</stack-trace')
          decode "$text"
          printf '%s\n' "    ${REPLY//$'\n'/$'\n    '}"
          ;;
        '</reason')
          decode "$text"
          if [[ ${OUTCROP_CI:-} == 1 ]] && ! skip_is_allowed "$REPLY" "$allowed"; then
            printf 'FAILED  %s\n    skipped for a reason that %s does not allow: %s\n' "$test" "$allowed" "$REPLY"
            s=$((s - 1)) f=$((f + 1))
          else
            printf 'SKIPPED %s: %s\n' "$test" "$REPLY"
          fi
          ;;
        '</assemblies') complete=1 ;;
      esac
    done <"$report"
  fi

  f=$((f + e))
  local fault=''
  if ((!complete)); then
    fault="left no whole report (exit code $code)"
  elif ((p + f + s == 0)); then
    fault="ran no test"
  elif ((f == 0)) && [[ $code != 0 ]]; then
    fault="reported no failure and ended with exit code $code"
  fi
  if [[ -n $fault ]]; then
    f=$((f + 1))
    printf 'FAILED  %s %s\n' "$name" "$fault"
    if [[ -f $log ]]; then tail -n 60 "$log"; fi
  fi

  printf '%s: %d passed, %d failed, %d skipped\n' "$name" "$p" "$f" "$s"
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

# Prints the last line and gives the exit code.
report_total() {
  if ((skipped > 0)); then
    echo "$passed passed, $failed failed, $skipped skipped"
  else
    echo "$passed passed, $failed failed"
  fi
  ((failed == 0))
}
